// A worker thread that asks so many times a second, in turn, until it is told to stop, and says then how many got which status. On a
// thread of its own, so that what asking costs the asker is not measured as what answering costs the portal.
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const { url, questions, rate } = workerData;
const agent = new Agent({ keepAlive: true });
const prepared = questions.map(({ path, method, headers, body }) => {
  const bytes = Buffer.from(body);
  return { url: new URL(path, url), options: { agent, method, headers: { ...headers, 'content-length': bytes.length } }, bytes };
});
const statuses = {};
const count = (status) => (statuses[status] = (statuses[status] ?? 0) + 1);
const open = new Set();
let sent = 0;

function ask() {
  const { url: address, options, bytes } = prepared[sent++ % prepared.length];
  const answered = new Promise((resolve) => {
    const asking = request(address, options, (response) => {
      response.resume();
      response.once('close', () => resolve(response.statusCode));
    });
    asking.once('error', ({ code }) => resolve(code));
    asking.end(bytes);
  }).then((status) => {
    count(status);
    open.delete(answered);
  });
  open.add(answered);
}

const timer = setInterval(ask, 1000 / rate);
parentPort.once('message', async () => {
  clearInterval(timer);
  await Promise.all(open);
  agent.destroy();
  parentPort.postMessage(statuses);
});
