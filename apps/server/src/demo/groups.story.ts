import { DAY, HOUR } from '@veche/platform';
import type { GroupType } from '@veche/visibility';
import type { Act } from './acts.js';
import type { DemoTopic, Who } from './story.js';

/** A group of the demonstration: one of each type, so that each page of groups has something to show. */
export interface DemoGroup {
  /** Its name in the story. */
  key: string;
  by: Who;
  daysAgo: number;
  name: string;
  type: GroupType;
  description: string;
  members: Who[];
  /** Who asked to be let in and waits. */
  waits?: { by: Who; message: string };
  topics: DemoTopic[];
}

export const GROUPS: DemoGroup[] = [
  {
    key: 'testers',
    by: 'mira',
    daysAgo: 30,
    name: 'Тестовая группа · Test group',
    type: 'PUBLIC',
    description:
      'Пробуем версии до выхода. Читают все, пишут участники.\n\nWe try versions before they are out. Everybody reads, members write.',
    members: ['igor', 'ben', 'dasha', 'vera'],
    topics: [
      {
        by: 'igor',
        daysAgo: 9,
        kind: 'PROBLEM',
        title: '5.0 beta 2: субтитры сбрасываются после паузы',
        body: 'Ставлю на паузу, возвращаюсь через минуту — субтитры выключены. В beta 1 такого не было.',
        products: ['player'],
        tags: ['субтитры', 'beta'],
        votes: ['vera', 'ben'],
        replies: [
          { by: 'mira', after: 5, official: true, body: 'Спасибо, повторили. Исправление будет в beta 3 в пятницу.', votes: ['igor'] },
        ],
        statuses: [{ by: 'mira', after: 5, to: 'IN_PROGRESS', word: 'Войдёт в beta 3.' }],
      },
      {
        by: 'ben',
        daysAgo: 4,
        kind: 'QUESTION',
        title: 'Can I go back from the beta to 4.2.1?',
        body: 'I would like to try beta 3 but need a working player at the weekend.',
        products: ['player'],
        tags: ['beta'],
        replies: [
          {
            by: 'mira',
            after: 3,
            official: true,
            solution: true,
            body: 'Yes: *Settings → About → Versions* keeps the last two. Your library and settings stay.',
          },
        ],
      },
    ],
  },
  {
    key: 'installers',
    by: 'oleg',
    daysAgo: 26,
    name: 'Монтажники и магазины · Installers and shops',
    type: 'CLOSED',
    description:
      'Для тех, кто продаёт и ставит плееры: цены, поставки, схемы.\n\nFor those who sell and install players: prices, deliveries, wiring.',
    members: ['lena', 'vera'],
    waits: { by: 'tom', message: 'We are a small shop in Leeds and install about ten players a month.' },
    topics: [
      {
        by: 'lena',
        daysAgo: 7,
        kind: 'QUESTION',
        title: 'Когда придут настенные крепления?',
        body: 'Клиент ждёт третью неделю, поставщик молчит.',
        products: ['player'],
        tags: ['поставки'],
        votes: ['vera'],
        replies: [
          { by: 'oleg', after: 4, official: true, body: 'Партия на таможне, отгрузим во вторник. Номер отправления пришлю каждому лично.' },
        ],
      },
      {
        by: 'oleg',
        daysAgo: 2,
        kind: 'UPDATE',
        title: 'Prices for partners from December',
        body: 'The new list is valid from 1 December. Orders placed before keep the old prices.',
        products: ['player'],
        tags: ['prices'],
      },
    ],
  },
  {
    key: 'launch',
    by: 'mira',
    daysAgo: 12,
    name: 'Project Aurora',
    type: 'UNLISTED',
    description: 'The next player, before anybody knows of it.',
    members: ['oleg', 'anna'],
    topics: [
      {
        by: 'anna',
        daysAgo: 3,
        kind: 'IDEA',
        title: 'Let the remote find itself',
        body: 'Half of our calls about remotes are about remotes under the sofa. A press on the box, a beep under the cushion.',
        products: ['player'],
        tags: ['remote'],
        votes: ['oleg', 'mira'],
        replies: [{ by: 'mira', after: 6, body: 'The prototype has a small speaker. I will bring it on Thursday.' }],
      },
    ],
  },
];

/** Each group is made, people come in by its way, and then they talk. */
export function groupActs(now: number, actsOf: (topic: DemoTopic, name: string, now: number) => Act[]): Act[] {
  return GROUPS.flatMap((group) => {
    const made = now - group.daysAgo * DAY;
    return [
      { does: 'group', group, by: group.by, at: made },
      ...group.members.map((by, i): Act => ({ does: 'enter', group, by, at: made + (i + 1) * HOUR })),
      ...(group.waits === undefined
        ? []
        : [{ does: 'request', group, message: group.waits.message, by: group.waits.by, at: now - 5 * HOUR } satisfies Act]),
      ...group.topics.flatMap((topic, i) => actsOf({ ...topic, group: group.key }, `${group.key}${i}`, now)),
    ];
  });
}
