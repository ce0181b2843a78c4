// One topic page as GraphQL answers it, from a seed: 20 replies of about 500 characters, comments, an official answer.

/** Numbers that look random and are the same for the same seed (mulberry32). */
function dice(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SOUNDS = {
  en: ['th er on an re he in ed nd ha at en es of or nt ea ti to it st io le is ou ar as de rt ve', 'b c d f g l m n p r s t'],
  ru: ['ст но то на ен ов ни ра во ко ал ли по ре го пр ла он ос та ан от ор не ка ть де ло ри ом', 'б в г д к л м н п р с т'],
};

/** Text with the entropy of people's: 3,000 words by Zipf's law compress as real posts of both languages do (38–40 % by brotli). */
function writer(language, next) {
  const [pairs, letters] = SOUNDS[language].map((list) => list.split(' '));
  const pick = (list) => list[Math.floor(next() * list.length)];
  const words = Array.from({ length: 3000 }, (_, i) =>
    Array.from({ length: 1 + Math.floor(next() * (i < 60 ? 2 : 4)) }, () => pick(pairs))
      .concat(i < 60 ? [] : pick(letters))
      .join(''),
  );
  return (characters) => {
    let text = '';
    while (text.length < characters) text += `${words[Math.floor(words.length ** next())]}${next() < 0.1 ? '.' : ''} `;
    return text.trim();
  };
}

/** @returns what `execute` answers to the frame's and the page's documents, for a visitor or a signed-in person */
export function topicPage({ language = 'en', signedIn = false, replies = 20, seed = 7 } = {}) {
  const next = dice(seed);
  const write = writer(language, next);
  const id = () =>
    `0199${Array.from({ length: 28 }, () => Math.floor(next() * 16).toString(16)).join('')}`.replace(
      /^(.{8})(.{4})(.{4})(.{4})/,
      '$1-$2-$3-$4-',
    );
  const at = () => new Date(Date.UTC(2026, 0, 1) + Math.floor(next() * 300) * 86_400_000 + Math.floor(next() * 86_400_000)).toISOString();
  const people = Array.from({ length: 14 }, (_, i) => ({
    __typename: 'Person',
    id: id(),
    handle: `person-${i}${Math.floor(next() * 1000)}`,
    name: write(9).replace(/^./, (c) => c.toUpperCase()),
    title: i === 0 ? 'Support lead' : null,
    isRepresentative: i === 0,
    isFormerRepresentative: false,
  }));
  const may = (__typename, names) => ({
    __typename,
    ...Object.fromEntries(names.split(' ').map((name) => [name, signedIn && !/[A-Z]|edit|delete|restore/.test(name)])),
  });
  const html = (characters) => `<p>${write(characters * 0.6)}</p>\n<p>${write(characters * 0.4)}</p>`;
  const post = (author, characters) => ({
    __typename: 'Reply',
    id: id(),
    state: 'PUBLISHED',
    bodyHtml: html(characters),
    author,
    authorName: author.name,
    createdAt: at(),
    editedAt: null,
  });
  const someone = () => people[1 + Math.floor(next() * 13)];
  const reply = (author, i) => ({
    ...post(author, 200 + Math.floor(next() * 600)),
    votes: Math.floor(next() * 20),
    viewerVoted: false,
    isSolution: false,
    isOfficial: false,
    solutionBy: null,
    official: null,
    can: may('ReplyCan', 'vote edit delete restore comment markSolution unmarkSolution markOfficial unmarkOfficial'),
    comments: i % 3 ? [] : [{ ...post(someone(), 120), can: may('ReplyCan', 'edit delete restore') }],
  });
  const nodes = Array.from({ length: replies }, (_, i) => reply(i ? someone() : people[0], i));
  const signature = {
    __typename: 'Signature',
    person: { __typename: 'Person', id: people[0].id, handle: people[0].handle },
    name: people[0].name,
    title: 'Support lead',
    isFormer: false,
    at: at(),
  };
  Object.assign(nodes[0], { isOfficial: true, official: signature });
  const product = { __typename: 'Product', id: id(), slug: 'player', name: 'Player' };
  const topic = {
    __typename: 'Topic',
    id: id(),
    path: '/t/abcd2345/a-topic-of-twenty-replies',
    kind: 'PROBLEM',
    state: 'PUBLISHED',
    audience: 'EVERYONE',
    status: 'ACKNOWLEDGED',
    title: write(60),
    authorName: people[1].name,
    movedAt: at(),
    createdAt: at(),
    products: [product],
    tags: [1, 2].map((n) => ({ __typename: 'Tag', id: id(), slug: `tag-${n}`, name: `tag ${n}` })),
    votes: 23,
    viewerVoted: false,
    answerCount: replies,
    commentCount: 7,
    isSolved: false,
    isOfficiallyAnswered: true,
    faces: people.slice(0, 3).map(({ __typename, id, name }) => ({ __typename, id, name })),
    bodyHtml: html(700),
    excerpt: write(180),
    author: people[1],
    editedAt: null,
    closedAt: null,
    importedScore: 0,
    viewerFollows: false,
    followerCount: 31,
    officialAnswer: nodes[0],
    solution: null,
    statusChanges: [
      {
        __typename: 'StatusChange',
        id: id(),
        from: 'OPEN',
        to: 'ACKNOWLEDGED',
        wordHtml: `<p>${write(80)}</p>`,
        by: signature,
        isImported: false,
        at: at(),
      },
    ],
    comments: [],
    notes: [],
    replies: {
      __typename: 'ReplyConnection',
      nodes,
      pageInfo: { __typename: 'PageInfo', hasNextPage: true, endCursor: 'WyI0MiIsIjAxOTkiXQ' },
    },
    can: may(
      'TopicCan',
      'vote reply comment follow edit retype delete restore close reopen markSolution answerOfficially setStatus move note seeHistory',
    ),
  };
  const { __typename, id: person, handle, name, title, isRepresentative } = people[2];
  const frame = {
    __typename: 'Query',
    site: { __typename: 'Site', name: 'Lumen', accent: '#3a5bd9', products: [{ ...product, archived: false }] },
    viewer: {
      __typename: 'Viewer',
      person: signedIn ? { __typename, id: person, handle, name, title, isRepresentative } : null,
      email: null,
      roles: [],
      unreadCount: 0,
      locale: null,
      theme: null,
      can: may('ViewerCan', 'ask askUpdate askPrivately moderate desk reviewCrm administer'),
    },
  };
  if (signedIn) Object.assign(frame.viewer.can, { moderate: false, desk: false, administer: false });
  return { url: topic.path, language, frame, page: { __typename: 'Query', topic } };
}
