// Writing: "me too" and a reply, each by people of their own, so that no brake is reached and nobody votes twice.
import { dice } from '../data/texts.mjs';
import { FRESH } from './topic.mjs';
import { asPerson, ownRequest } from '../data/people.mjs';

/** 300 votes and 60 replies of a person are let through in ten minutes: each leg stays below. */
const VOTES_EACH = 150;
const REPLIES_EACH = 50;
const VOTERS = 100;
const WRITERS = 200;

let leg = 0;

/** Pairs of a person and a topic that this person did not write and has not voted for. */
async function pairs({ db, topics, fresh }, each, people) {
  const chosen = fresh(people);
  const { rows } = await db.query('select person_id || topic_id::text as pair from topic_vote where person_id = any($1)', [
    chosen.map(({ id }) => id),
  ]);
  const voted = new Set(rows.map(({ pair }) => pair));
  const roll = dice(++leg);
  const list = [];
  const begin = chosen.map(() => Math.floor(roll() * topics.length));
  for (let n = 0; n < each; n++) {
    for (const [nth, person] of chosen.entries()) {
      let topic;
      do {
        begin[nth] += 37;
        topic = topics[begin[nth] % topics.length];
      } while (topic.author === person.id || voted.has(person.id + topic.id));
      voted.add(person.id + topic.id);
      list.push({ person, topic });
    }
  }
  return list;
}

/** @type {import('../run.mjs').Bench[]} */
export const writeBenches = [
  {
    name: 'me-too',
    title: '"me too" on a topic',
    aim: { ratio: 10 },
    env: FRESH,
    writes: true,
    ours: async (data) => ({
      requests: (await pairs(data, VOTES_EACH, VOTERS)).map(({ person, topic }) =>
        ownRequest('VoteTopic', { topic: topic.id }, asPerson(person.i)),
      ),
      prefix: '{"data":{"__typename":"Mutation","voteTopic":{',
    }),
    ceiling: async (data) => ({
      requests: (await pairs(data, VOTES_EACH * 2, VOTERS)).map(({ person, topic }) => ({
        method: 'POST',
        path: `/vote/${topic.id}/${person.id}`,
      })),
      prefix: '{"data":{"voteTopic":{',
    }),
    // One row and one log row for each answer; the few that were under way at the end may have no answer.
    rows: 'select count(*)::integer as n from topic_vote',
  },
  {
    name: 'reply',
    title: 'reply to a topic',
    aim: { ratio: 12 },
    env: FRESH,
    writes: true,
    ours: async (data) => ({
      requests: (await pairs(data, REPLIES_EACH, WRITERS)).map(({ person, topic }) =>
        ownRequest('Reply', { input: { topic: topic.id, body: BODY } }, asPerson(person.i)),
      ),
      prefix: '{"data":{"__typename":"Mutation","reply":{',
    }),
    ceiling: async (data) => ({
      requests: (await pairs(data, REPLIES_EACH * 3, WRITERS)).map(({ person, topic }) => ({
        method: 'POST',
        path: `/reply/${topic.id}/${person.id}`,
        body: BODY,
      })),
      prefix: '{"data":{"reply":{',
    }),
    rows: 'select count(*)::integer as n from reply',
  },
];

const BODY = `${'With the second profile it answers again after a minute, in the kitchen as well as in the workshop. '.repeat(5)}Thank you!`;
