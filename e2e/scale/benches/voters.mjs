// 50 people at once vote on one topic: how fast, and is every vote there, once?
import http from 'node:http';
import { cpuOfCluster } from '../measure/cpu.mjs';
import { FRESH } from './topic.mjs';
import { asPerson, ownRequest } from '../data/people.mjs';

const AT_ONCE = 50;
/** Every tenth sends the same vote twice at the same time. */
const TWICE = 10;

export const votersBench = {
  name: 'voters',
  title: '50 people voting on one topic at once',
  aim: { perSecond: 500 },
  env: FRESH,
  async run(data, { rounds, seconds, tell }) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const results = [];
    try {
      // Warm, as every bench: 500 requests are not counted.
      await vote(data, data.topics[0], data.fresh(500), agent, 60);
      // A topic of its own for each round, and people who have not voted on it; each votes there once.
      for (let round = 1; round <= rounds; round++) {
        const result = await vote(data, data.topics[round], data.customers, agent, seconds);
        tell(
          `    round ${round}: ${result.votes} votes by as many people, ${result.perSecond.toFixed(0)}/s, p99 ${result.p99.toFixed(0)} ms, lost ${result.lost}, double ${result.double}`,
        );
        results.push(result);
      }
    } finally {
      agent.destroy();
    }
    return results;
  },
};

async function vote({ db, portal, postmaster }, topic, people, agent, seconds) {
  const before = await stateOf(db, topic.id);
  const voters = people.filter(({ id }) => id !== topic.author && !before.voters.has(id));
  const [acknowledged, times] = [new Set(), []];
  const [cpu, pgCpu] = [portal.cpu(), cpuOfCluster(postmaster)];
  const began = performance.now();
  const end = began + seconds * 1000;
  let next = 0;
  const worker = async () => {
    while (next < voters.length && performance.now() < end) {
      const nth = next++;
      const at = performance.now();
      await Promise.all(Array.from({ length: nth % TWICE === 0 ? 2 : 1 }, () => send(portal.url, topic.id, voters[nth].i, agent)));
      times.push(performance.now() - at);
      acknowledged.add(voters[nth].id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const took = (performance.now() - began) / 1000;
  const spent = { cpu: (portal.cpu() - cpu) / acknowledged.size, pgCpu: (cpuOfCluster(postmaster) - pgCpu) / acknowledged.size };
  const after = await stateOf(db, topic.id);
  times.sort((a, b) => a - b);
  return {
    votes: acknowledged.size,
    perSecond: acknowledged.size / took,
    ...spent,
    p99: times[Math.floor(times.length * 0.99)],
    lost: [...acknowledged].filter((id) => !after.voters.has(id)).length,
    // More counted than there are voters, more log rows than votes, or votes of people who sent none.
    double:
      Math.abs(after.counted - after.voters.size) +
      Math.abs(after.logged - before.logged - acknowledged.size) +
      (after.voters.size - before.voters.size - acknowledged.size),
  };
}

async function stateOf(db, topicId) {
  const voters = await db.query('select person_id as id from topic_vote where topic_id = $1', [topicId]);
  const { rows } = await db.query(
    `select vote_count as counted, (select count(*)::integer from interaction where topic_id = t.id and kind = 'vote.cast' and reply_id is null) as logged
     from topic t where id = $1`,
    [topicId],
  );
  return { voters: new Set(voters.rows.map(({ id }) => id)), ...rows[0] };
}

function send(url, topic, person, agent) {
  const { method, path, headers, body } = ownRequest('VoteTopic', { topic }, asPerson(person));
  return new Promise((resolve, reject) => {
    const request = http.request(url + path, { method, headers, agent }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () =>
        text.includes('"viewerVoted":true')
          ? resolve()
          : reject(new Error(`a vote was answered by ${response.statusCode} ${text.slice(0, 300)}`)),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
