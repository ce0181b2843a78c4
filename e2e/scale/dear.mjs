// What documents cost that are refused (F12), in CPU of the server process beside an empty question: `node e2e/scale/dear.mjs ADDRESS PID`.
import { Agent, request } from 'node:http';
import { cpuOf } from './measure/cpu.mjs';
import { DEAR, EMPTY } from '../support/dear-documents.mjs';

const [url, pid] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

function ask(query) {
  const body = Buffer.from(JSON.stringify({ query }));
  const headers = { 'content-type': 'application/json', origin: url, 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const asking = request(new URL('/graphql', url), { agent, method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode));
    });
    asking.once('error', reject);
    asking.end(body);
  });
}

async function costOf(query, times = 400) {
  let status;
  const some = async (count) => {
    for (let n = 0; n < count; n += 4) [status] = await Promise.all([0, 1, 2, 3].map(() => ask(query)));
  };
  await some(times / 2);
  const before = cpuOf(Number(pid));
  await some(times);
  return { cpu: (cpuOf(Number(pid)) - before) / times, status };
}

const empty = await costOf(EMPTY);
console.info(`an empty question: ${empty.status}, ${empty.cpu.toFixed(2)} ms of CPU`);
for (const [name, query] of Object.entries(DEAR)) {
  const { cpu, status } = await costOf(query);
  console.info(`${name}: ${status}, ${cpu.toFixed(2)} ms of CPU, × ${(cpu / empty.cpu).toFixed(1)}`);
}
agent.destroy();
