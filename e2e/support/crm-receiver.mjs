// A CRM's receiving end as a process of its own. It checks every signature, stores what came on disk and only then answers.
// Environment: PORT, FILE, SECRET, DIE: `before:N` or `after:N` ends it with SIGKILL at its Nth message, before or after it is stored.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const { PORT, FILE, SECRET, DIE = '' } = process.env;
const [point, nth] = DIE.split(':');
const verifier = new Webhook(SECRET);
cutTornLine(FILE);
const file = openSync(FILE, 'a');
let messages = 0;

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  let message;
  try {
    message = verifier.verify(body, request.headers);
  } catch {
    response.writeHead(401).end();
    return;
  }
  messages += 1;
  const dies = messages === Number(nth);
  // A CRM takes its time; so something is always under way.
  await pause(5 + Math.random() * 25);
  if (dies && point === 'before') process.kill(process.pid, 'SIGKILL');
  store({
    id: request.headers['webhook-id'],
    position: message.data.interaction.position,
    person: message.data.person.id,
    body: createHash('sha256').update(body).digest('hex'),
  });
  if (dies && point === 'after') process.kill(process.pid, 'SIGKILL');
  await pause(Math.random() * 10);
  // Stored, and yet an error: what a CRM behind a failing proxy looks like.
  response.writeHead(Math.random() < 0.02 ? 500 : 204).end();
});
server.listen(Number(PORT), '127.0.0.1', () => process.stdout.write('ready\n'));

function store(arrival) {
  writeSync(file, `${JSON.stringify(arrival)}\n`);
  fsyncSync(file);
}

/** A kill in the middle of a write leaves half a line: that one was not stored. */
function cutTornLine(name) {
  closeSync(openSync(name, 'a'));
  const text = readFileSync(name);
  truncateSync(name, text.lastIndexOf('\n') + 1);
}

function pause(milliseconds) {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}
