// The demonstration: one small community around a media player, over six weeks, in two languages.
// The company and everybody in it are made up; their addresses end in .example.

export type Who =
  'admin' | 'oleg' | 'mira' | 'moderator' | 'crm' | 'operator' | 'anna' | 'ben' | 'dasha' | 'igor' | 'lena' | 'tom' | 'vera';
type Role = 'REPRESENTATIVE' | 'OPERATOR' | 'MODERATOR' | 'CRM_ADMIN' | 'ADMIN';

export interface DemoPerson {
  who: Who;
  name: string;
  title?: string;
  roles: Role[];
  locale: 'en' | 'ru';
}

export const PEOPLE: DemoPerson[] = [
  { who: 'admin', name: 'Alex Demo', title: 'Community lead', roles: ['ADMIN'], locale: 'en' },
  { who: 'oleg', name: 'Oleg Ivanov', title: 'Support lead', roles: ['REPRESENTATIVE'], locale: 'ru' },
  { who: 'mira', name: 'Mira Kovač', title: 'Product manager', roles: ['REPRESENTATIVE'], locale: 'en' },
  { who: 'moderator', name: 'Nina Petrova', title: 'Moderator', roles: ['MODERATOR'], locale: 'ru' },
  { who: 'crm', name: 'Paul Demo', title: 'CRM administrator', roles: ['CRM_ADMIN'], locale: 'en' },
  { who: 'operator', name: 'Rita Demo', title: 'Phone support', roles: ['OPERATOR'], locale: 'ru' },
  { who: 'anna', name: 'Anna K.', roles: [], locale: 'en' },
  { who: 'ben', name: 'Ben Carter', roles: [], locale: 'en' },
  { who: 'dasha', name: 'Даша', roles: [], locale: 'ru' },
  { who: 'igor', name: 'Игорь М.', roles: [], locale: 'ru' },
  { who: 'lena', name: 'Лена Соколова', roles: [], locale: 'ru' },
  { who: 'tom', name: 'Tom Fields', roles: [], locale: 'en' },
  { who: 'vera', name: 'Вера Т.', roles: [], locale: 'ru' },
];

export const PRODUCTS = [
  { slug: 'player', name: 'Player', description: 'The box under the television' },
  { slug: 'app', name: 'Mobile app', description: 'Remote control, library and downloads on the phone' },
  { slug: 'account', name: 'Account and subscription', description: 'Sign-in, family, payment' },
];

export interface DemoReply {
  by: Who;
  /** Hours after the topic. */
  after: number;
  body: string;
  official?: boolean;
  solution?: boolean;
  votes?: Who[];
  comments?: { by: Who; after: number; body: string }[];
}

export interface DemoTopic {
  by: Who;
  daysAgo: number;
  kind: 'QUESTION' | 'PROBLEM' | 'IDEA' | 'PRAISE' | 'UPDATE';
  audience?: 'EVERYONE' | 'MEMBERS' | 'STAFF' | 'PRIVATE';
  /** The story's name of the group that it is asked in. */
  group?: string;
  title: string;
  body: string;
  products: string[];
  tags: string[];
  votes?: Who[];
  follows?: Who[];
  replies?: DemoReply[];
  statuses?: { by: Who; after: number; to: string; word: string }[];
  note?: { by: Who; body: string };
}

export const TOPICS: DemoTopic[] = [
  {
    by: 'anna',
    daysAgo: 41,
    kind: 'QUESTION',
    title: 'How do I move my subscription to another card?',
    body: 'My bank sent a new card and the old one stops working on Friday. I cannot find where to change it: the app only shows the **last four digits**.',
    products: ['account'],
    tags: ['payment'],
    votes: ['ben', 'tom', 'vera', 'lena'],
    replies: [
      {
        by: 'ben',
        after: 2,
        body: 'On the web, not in the app: *Account → Subscription → Payment method → Replace*. The change is charged with the next period, nothing is taken twice.',
        solution: true,
        votes: ['anna', 'tom', 'vera'],
      },
      {
        by: 'oleg',
        after: 20,
        official: true,
        body: 'Ben is right, the card is changed on the web page of your account:\n\n1. Open **Account → Subscription**\n2. Choose **Payment method → Replace**\n3. Confirm with the code from your bank\n\nIf the payment has already failed, the subscription goes on for seven days while you do this.',
        votes: ['anna', 'lena', 'igor', 'tom'],
      },
    ],
  },
  {
    by: 'igor',
    daysAgo: 34,
    kind: 'PROBLEM',
    title: 'После обновления 4.2 пропал звук через HDMI',
    body: 'Вчера плеер сам обновился до 4.2, и с тех пор звука через HDMI нет совсем. Картинка есть, через наушники звук есть.\n\nТелевизор 2019 года, кабель менял, перезагружал оба устройства.',
    products: ['player'],
    tags: ['звук', 'обновление'],
    votes: ['lena', 'dasha', 'vera', 'anna', 'ben', 'tom'],
    follows: ['lena', 'dasha'],
    replies: [
      { by: 'lena', after: 3, body: 'То же самое, телевизор другой марки. До обновления всё работало.' },
      {
        by: 'oleg',
        after: 9,
        official: true,
        body: 'Мы повторили это у себя: в 4.2 плеер предлагает телевизору формат, которого старые модели не знают.\n\nПока не вышло исправление: **Настройки → Звук → Формат → Стерео (PCM)**. Звук появится сразу, перезагрузка не нужна.',
        votes: ['igor', 'lena', 'dasha', 'vera', 'anna'],
        comments: [{ by: 'dasha', after: 11, body: 'Помогло, спасибо!' }],
      },
    ],
    statuses: [
      { by: 'oleg', after: 9, to: 'ACKNOWLEDGED', word: 'Повторили у себя на двух телевизорах, причина понятна.' },
      { by: 'mira', after: 60, to: 'IN_PROGRESS', word: 'Исправление проходит проверку, войдёт в 4.2.1.' },
      { by: 'mira', after: 190, to: 'FIXED', word: 'Вышло в 4.2.1: плеер снова спрашивает телевизор, что тот умеет.' },
    ],
    note: { by: 'oleg', body: 'По телефону с этим же звонили 14 раз за неделю.' },
  },
  {
    by: 'tom',
    daysAgo: 30,
    kind: 'IDEA',
    title: 'A dark theme for the app',
    body: 'I choose what to watch in the evening with the lights off, and the white library page is like a torch. Please follow the phone’s own dark setting.',
    products: ['app'],
    tags: ['design', 'accessibility'],
    votes: ['anna', 'ben', 'dasha', 'igor', 'lena', 'vera'],
    replies: [{ by: 'vera', after: 30, body: 'Поддерживаю. И чтобы обложки не тускнели вместе с фоном.' }],
    statuses: [
      { by: 'mira', after: 50, to: 'UNDER_CONSIDERATION', word: 'We like it. We are looking at how the posters behave on a dark page.' },
      { by: 'mira', after: 300, to: 'PLANNED', word: 'Planned for version 5 of the app, together with larger type.' },
    ],
  },
  {
    by: 'mira',
    daysAgo: 26,
    kind: 'UPDATE',
    title: 'Player 4.2.1 is out: sound over HDMI, faster start',
    body: 'This update repairs the sound over HDMI on televisions made before 2020 and starts the player about two seconds faster.\n\nIt installs by itself overnight. To have it now: *Settings → System → Update*.',
    products: ['player'],
    tags: ['обновление'],
    follows: ['igor', 'lena'],
    replies: [{ by: 'igor', after: 5, body: 'Обновился, звук вернулся без всяких настроек.', votes: ['lena', 'oleg'] }],
  },
  {
    by: 'dasha',
    daysAgo: 22,
    kind: 'QUESTION',
    title: 'Как скачать фильм на телефон, чтобы смотреть в самолёте?',
    body: 'Лечу на выходных с ребёнком, хочу взять с собой пару мультфильмов. Кнопки «Скачать» не вижу.',
    products: ['app'],
    tags: ['загрузки'],
    votes: ['lena', 'vera', 'igor'],
    replies: [
      {
        by: 'vera',
        after: 1,
        body: 'Кнопка появляется, только если телефон подключён к Wi-Fi. Или разрешите мобильную сеть: **Настройки → Загрузки → Только по Wi-Fi** выключить.',
        solution: true,
        votes: ['dasha', 'lena', 'igor'],
        comments: [{ by: 'dasha', after: 2, body: 'Точно, сидела на мобильном. Спасибо!' }],
      },
    ],
  },
  {
    by: 'ben',
    daysAgo: 19,
    kind: 'QUESTION',
    title: 'Can two people watch different things at the same time?',
    body: 'We are a family of four with one subscription. When my daughter starts something on the tablet, the living room stops with “too many screens”.',
    products: ['account', 'app'],
    tags: ['family'],
    votes: ['anna', 'lena', 'tom'],
    replies: [
      {
        by: 'mira',
        after: 7,
        official: true,
        body: 'The basic subscription has one screen, **Family has four**. Moving to Family is charged for the days that are left only; viewing history and profiles stay.',
        votes: ['ben', 'anna'],
      },
      {
        by: 'anna',
        after: 10,
        body: 'Downloads on the tablet do not count as a screen, that was enough for us.',
        solution: true,
        votes: ['ben', 'lena'],
      },
    ],
  },
  {
    by: 'lena',
    daysAgo: 15,
    kind: 'PROBLEM',
    title: 'Пульт в приложении теряет плеер после сна телефона',
    body: 'Каждый раз, когда телефон засыпает, приложение пишет «Плеер не найден». Помогает только закрыть и открыть заново.',
    products: ['app', 'player'],
    tags: ['пульт'],
    votes: ['dasha', 'vera'],
    replies: [{ by: 'igor', after: 4, body: 'У меня так же, если на телефоне включена экономия заряда. Без неё находит.' }],
    statuses: [{ by: 'oleg', after: 26, to: 'ACKNOWLEDGED', word: 'Видим это в журналах, чаще всего при экономии заряда. Разбираемся.' }],
  },
  {
    by: 'vera',
    daysAgo: 12,
    kind: 'PRAISE',
    title: 'Спасибо поддержке за звонок в воскресенье',
    body: 'Мама осталась без телевизора перед праздником, и Олег за десять минут всё настроил с ней по телефону. Так редко бывает.',
    products: ['player'],
    tags: [],
    votes: ['dasha', 'igor', 'anna'],
    replies: [{ by: 'oleg', after: 16, body: 'Передайте маме привет! Хорошо, что получилось.' }],
  },
  {
    by: 'igor',
    daysAgo: 9,
    kind: 'IDEA',
    title: 'Метка «досмотреть» на главной странице',
    body: 'Чтобы недосмотренные серии были первой строкой, а не в глубине библиотеки.',
    products: ['player', 'app'],
    tags: ['design'],
    votes: ['lena', 'vera', 'dasha', 'tom'],
    statuses: [{ by: 'mira', after: 40, to: 'UNDER_CONSIDERATION', word: 'Рисуем варианты, покажем здесь же.' }],
  },
  {
    by: 'tom',
    daysAgo: 6,
    kind: 'QUESTION',
    title: 'Which network speed does 4K need?',
    body: 'My line gives 30 Mbit/s and 4K drops to HD in the evening. Is that the line or the player?',
    products: ['player'],
    tags: ['network'],
    votes: ['ben'],
    replies: [
      {
        by: 'anna',
        after: 3,
        body: '25 should do. In the evening it is probably the line: try a cable instead of Wi-Fi first.',
        votes: ['ben'],
      },
    ],
  },
  {
    by: 'ben',
    daysAgo: 4,
    kind: 'QUESTION',
    audience: 'MEMBERS',
    title: 'Members: who would join the test of app version 5?',
    body: 'Mira mentioned a test group. I would; who else?',
    products: ['app'],
    tags: ['test'],
    votes: ['tom', 'dasha'],
    replies: [{ by: 'dasha', after: 6, body: 'Я за.' }],
  },
  {
    by: 'lena',
    daysAgo: 3,
    kind: 'QUESTION',
    audience: 'PRIVATE',
    title: 'С карты списали дважды',
    body: 'Вчера пришло два одинаковых списания за подписку. Можно проверить?',
    products: ['account'],
    tags: [],
    replies: [
      {
        by: 'oleg',
        after: 2,
        official: true,
        body: 'Второе — удержание банка, не списание: мы его уже отменили, деньги вернутся в течение трёх дней.',
      },
    ],
  },
  {
    by: 'oleg',
    daysAgo: 2,
    kind: 'QUESTION',
    audience: 'STAFF',
    title: 'For us: what do we tell callers about version 5?',
    body: 'Three calls a day ask for a date. Let us agree on one sentence.',
    products: ['app'],
    tags: [],
    replies: [{ by: 'mira', after: 3, body: '“This winter, the test group first.” Nothing more precise for now.' }],
  },
  {
    by: 'dasha',
    daysAgo: 1,
    kind: 'QUESTION',
    title: 'Можно ли вернуть старую громкость уведомлений?',
    body: 'После обновления приложения уведомления стали очень громкими, отдельной настройки не нашла.',
    products: ['app'],
    tags: ['звук'],
    votes: ['vera'],
  },
];
