import type { Client } from '../support/client.js';
import type { Random } from './random.js';
import type { Town } from './town.js';

interface TopicRow {
  id: string;
  kind: string;
  status: string | null;
  path: string;
}
interface ReplyRow {
  id: string;
  authorId: string;
  topicId: string;
  path: string;
}

/** What was done, and whose page it is about. */
export interface Done {
  act: string;
  /** The topic's address before the act. */
  path?: string;
}

interface Chosen {
  town: Town;
  random: Random;
  topic: TopicRow;
  reply: ReplyRow;
  /** A word that was not there before. */
  word: string;
}

/** One act: who tries it, and what they say. Some are refused by policy; then another is drawn. */
type Act = (chosen: Chosen) => [who: Client, query: string, variables: Record<string, unknown>];

const STATUSES: Record<string, string[]> = {
  IDEA: ['OPEN', 'UNDER_CONSIDERATION', 'PLANNED', 'STARTED', 'DONE', 'DECLINED'],
  PROBLEM: ['OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS', 'FIXED', 'NOT_A_PROBLEM'],
};

const onTopic =
  (name: string, who: (chosen: Chosen) => Client): Act =>
  (chosen) => [who(chosen), `mutation ($id: ID!) { ${name}(topic: $id) { id } }`, { id: chosen.topic.id }];
const onReply =
  (name: string, who: (chosen: Chosen) => Client): Act =>
  (chosen) => [who(chosen), `mutation ($id: ID!) { ${name}(reply: $id) { id } }`, { id: chosen.reply.id }];

const everybody = ({ town }: Chosen) => [...town.members, town.representative, town.moderator];
const anybody = (chosen: Chosen): Client => chosen.random.of(everybody(chosen));
const member = ({ town, random }: Chosen) => random.of(town.members);
const asker = ({ town }: Chosen) => town.members[0]!;
const staff = ({ town, random }: Chosen): Client => random.of([town.representative, town.moderator]);
const representative = ({ town }: Chosen) => town.representative;
const moderator = ({ town }: Chosen) => town.moderator;

/** Everything that changes a page which visitors see, and something that changes none. */
export const ACTS: Readonly<Record<string, Act>> = {
  voteTopic: onTopic('voteTopic', anybody),
  withdrawTopicVote: onTopic('withdrawTopicVote', anybody),
  followTopic: onTopic('followTopic', anybody),
  unfollowTopic: onTopic('unfollowTopic', anybody),
  closeTopic: onTopic('closeTopic', moderator),
  reopenTopic: onTopic('reopenTopic', moderator),
  deleteTopic: onTopic('deleteTopic', moderator),
  restoreTopic: onTopic('restoreTopic', moderator),
  voteReply: onReply('voteReply', anybody),
  withdrawReplyVote: onReply('withdrawReplyVote', anybody),
  deleteReply: onReply('deleteReply', moderator),
  restoreReply: onReply('restoreReply', moderator),
  markSolution: onReply('markSolution', asker),
  unmarkSolution: onTopic('unmarkSolution', asker),
  markOfficial: onReply('markOfficial', representative),
  unmarkOfficial: onTopic('unmarkOfficial', representative),
  reply: (chosen) => [
    anybody(chosen),
    'mutation ($input: ReplyInput!) { reply(input: $input) { id } }',
    { input: { topic: chosen.topic.id, body: `A new answer ${chosen.word}` } },
  ],
  comment: (chosen) => [
    anybody(chosen),
    'mutation ($input: ReplyInput!) { reply(input: $input) { id } }',
    { input: { topic: chosen.reply.topicId, parent: chosen.reply.id, kind: 'COMMENT', body: `A new comment ${chosen.word}` } },
  ],
  editReply: (chosen) => [
    moderator(chosen),
    'mutation ($id: ID!, $body: String!) { editReply(reply: $id, body: $body) { id } }',
    { id: chosen.reply.id, body: `Other words ${chosen.word}` },
  ],
  editTitle: (chosen) => [asker(chosen), EDIT, { input: { topic: chosen.topic.id, title: `Another title of it, ${chosen.word}` } }],
  editBody: (chosen) => [asker(chosen), EDIT, { input: { topic: chosen.topic.id, body: `Another text ${chosen.word}` } }],
  editLabels: (chosen) => [
    asker(chosen),
    EDIT,
    {
      input: {
        topic: chosen.topic.id,
        tags: chosen.random.of([['sound'], ['sound', 'picture'], [], [chosen.word]]),
        products: chosen.random.of([['player'], ['phone'], []]),
      },
    },
  ],
  moveTopic: (chosen) => [
    chosen.random.of([staff(chosen), asker(chosen)]),
    'mutation ($id: ID!, $audience: AudienceKind!) { moveTopic(topic: $id, audience: $audience) { id } }',
    { id: chosen.topic.id, audience: chosen.random.of(['EVERYONE', 'EVERYONE', 'MEMBERS', 'PRIVATE']) },
  ],
  retypeTopic: (chosen) => [
    staff(chosen),
    'mutation ($id: ID!, $kind: TopicKind!) { retypeTopic(topic: $id, kind: $kind) { id } }',
    { id: chosen.topic.id, kind: chosen.random.of(['QUESTION', 'PROBLEM', 'IDEA']) },
  ],
  setStatus: (chosen) => [
    representative(chosen),
    'mutation ($id: ID!, $status: TopicStatus!, $word: String!) { setStatus(topic: $id, status: $status, word: $word) { id } }',
    { id: chosen.topic.id, status: chosen.random.of(STATUSES[chosen.topic.kind] ?? ['OPEN']), word: `Because of ${chosen.word}` },
  ],
  ask: (chosen) => [
    member(chosen),
    'mutation ($input: AskInput!) { ask(input: $input) { id } }',
    {
      input: { kind: 'QUESTION', title: `Something quite new: ${chosen.word}`, body: 'How is that?', tags: ['sound'], products: ['phone'] },
    },
  ],
  addNote: (chosen) => [
    staff(chosen),
    'mutation ($id: ID!, $body: String!) { addNote(topic: $id, body: $body) { id } }',
    { id: chosen.topic.id, body: `Only for us: ${chosen.word}` },
  ],
  tellHelped: (chosen) => [anybody(chosen), 'mutation ($id: ID!) { tellHelped(topic: $id, helped: true) }', { id: chosen.topic.id }],
  rename: (chosen) => [
    anybody(chosen),
    'mutation ($name: String!) { editProfile(name: $name) { id } }',
    { name: `Renamed ${chosen.word}` },
  ],
  moveHouse: (chosen) => [
    everybody(chosen).find(({ personId }) => personId === chosen.reply.authorId)!,
    'mutation ($name: String!, $handle: String) { editProfile(name: $name, handle: $handle) { id } }',
    { name: `Moved ${chosen.word}`, handle: `at-${chosen.word}` },
  ],
  title: (chosen) => [
    representative(chosen),
    'mutation ($name: String!, $title: String!) { editProfile(name: $name, title: $title) { id } }',
    { name: 'Rea Representative', title: `Head of ${chosen.word}` },
  ],
  grantRole: (chosen) => [
    chosen.town.admin,
    'mutation ($id: ID!) { grantRole(person: $id, role: REPRESENTATIVE) { roles } }',
    { id: chosen.town.members[1]!.personId },
  ],
  revokeRole: (chosen) => [
    chosen.town.admin,
    'mutation ($id: ID!) { revokeRole(person: $id, role: REPRESENTATIVE) { roles } }',
    { id: chosen.town.members[1]!.personId },
  ],
  saveSite: (chosen) => [
    chosen.town.admin,
    'mutation ($name: String!, $accent: String!) { saveSite(name: $name, accent: $accent) { name } }',
    { name: `Town ${chosen.word}`, accent: chosen.random.of(['#2f6fde', '#8a1c5b']) },
  ],
  saveProduct: (chosen) => [
    chosen.town.admin,
    'mutation ($input: ProductInput!) { saveProduct(input: $input) { id } }',
    { input: { name: `New product ${chosen.word}`, description: 'It does things.' } },
  ],
};
const EDIT = 'mutation ($input: EditTopicInput!) { editTopic(input: $input) { id } }';

/** Does this act, or a random one, to something random; draws again when policy refuses. @throws when nothing can be done */
export async function act(town: Town, random: Random, wanted?: string): Promise<Done> {
  // A wanted act is one that visitors can see.
  const where = wanted === undefined ? '' : `where t.audience_id = 1 and t.state = 'published'`;
  // The brakes on flooding are not what is tried here.
  await town.portal.query('delete from brake');
  const topics = await town.portal.query<TopicRow>(
    `select id, kind, status, '/t/' || key || '/' || slug as path from topic t ${where} order by key`,
  );
  const replies = await town.portal.query<ReplyRow>(
    `select r.id, r.author_person_id as "authorId", r.topic_id as "topicId", '/t/' || t.key || '/' || t.slug as path from reply r join topic t on t.id = r.topic_id and r.kind = 'ANSWER' ${where && `${where} and r.state = 'published'`} order by r.created_at, r.id`,
  );
  const refusals = [];
  town.door.url = random.of(town.doors).url;
  for (let draw = 0; draw < 60; draw += 1) {
    const name = wanted ?? random.of(Object.keys(ACTS));
    const chosen: Chosen = {
      town,
      random,
      topic: random.of(topics),
      reply: random.of(replies),
      word: `w${random.below(1e9).toString(36)}`,
    };
    const [who, query, variables] = ACTS[name]!(chosen);
    const { errors } = await who.graphql(query, variables);
    if (errors === undefined) {
      const isOnReply = query.includes('reply: $id') || name === 'comment' || name === 'moveHouse';
      return { act: name, path: isOnReply ? chosen.reply.path : chosen.topic.path };
    }
    refusals.push(`${name}: ${errors[0]?.message}`);
    if (errors.some(({ extensions }) => !['FORBIDDEN', 'CONFLICT', 'NOT_FOUND', 'INVALID'].includes(extensions.code)))
      throw new Error(`${name}: ${JSON.stringify(errors)}`);
  }
  throw new Error(`nothing could be done:\n${refusals.join('\n')}`);
}
