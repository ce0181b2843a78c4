// What open pages cost: `node e2e/scale/sockets.mjs [5000]`. One portal process, that many visitors who watch one topic: memory and CPU
// of each while nothing happens, one signal to all of them, and all coming back at once.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startTestCluster } from '../../tools/test-cluster.mjs';
import { ensureBuilt } from '../../tools/fresh-build.mjs';
import { startPortal } from './measure/portal.mjs';

const COUNT = Number(process.argv[2] ?? 5_000);
const IDLE_SECONDS = Number(process.argv[3] ?? 60);
const tell = (text) => process.stdout.write(`${text}\n`);

await ensureBuilt({ quiet: true });
const cluster = await startTestCluster();
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'veche-sockets-'));
const database = new URL(cluster.url);
database.pathname = '/sockets';
await run(cluster.url, 'create database sockets template veche_template');
const pool = new pg.Pool({ connectionString: database.href, max: 2 });
let portal;
let crowd;
try {
  const topic = await plantTopic();
  portal = await startPortal(dataDir, { env: { DATABASE_URL: database.href, SOCKETS_PER_ADDRESS: String(COUNT + 10) } });
  crowd = fork(path.join(import.meta.dirname, 'load/sockets.mjs'), [portal.url, topic]);
  // Warm: the first thousand make the code hot and the heap grow once.
  await ask(crowd, { open: 1_000 });
  await ask(crowd, { close: true });
  await pause(3_000);
  const before = portal.memory();
  const { seconds: opened, failed } = await ask(crowd, { open: COUNT });
  await pause(5_000);
  const cpu = portal.cpu();
  await pause(IDLE_SECONDS * 1_000);
  const idleCpu = portal.cpu() - cpu;
  const memory = portal.memory();
  tell(`${COUNT} clients connected in ${opened.toFixed(1)} s, ${failed} failed`);
  tell(
    `memory: ${Math.round(before / 2 ** 20)} → ${Math.round(memory / 2 ** 20)} MB, ${((memory - before) / COUNT / 1024).toFixed(1)} kB per client`,
  );
  tell(
    `idle for ${IDLE_SECONDS} s: ${idleCpu} ms of CPU, ${((idleCpu * 1_000) / COUNT / IDLE_SECONDS).toFixed(1)} µs per client and second`,
  );
  for (let i = 0; i < 5; i++) await broadcast(topic);
  const back = await ask(crowd, { again: true });
  tell(
    `all of them again at once: ${back.seconds.toFixed(1)} s until the last watches, ${back.failed} refused at first, memory ${Math.round(portal.memory() / 2 ** 20)} MB`,
  );
} finally {
  crowd?.kill();
  await portal?.stop();
  await pool.end();
  await cluster.stop();
  await rm(dataDir, { recursive: true, force: true });
}
process.exit();

/** One signal to all, with the longest wait of somebody else meanwhile. */
async function broadcast(topic) {
  const cpu = portal.cpu();
  const told = ask(crowd, { hear: true });
  let longest = 0;
  let isOver = false;
  const others = (async () => {
    while (!isOver) {
      const began = performance.now();
      await (await fetch(new URL('/healthz', portal.url))).text();
      longest = Math.max(longest, performance.now() - began);
    }
  })();
  await run(
    database.href,
    `insert into interaction (id, occurred_at, recorded_at, channel, kind, topic_id, payload)
     values ('${randomUUID()}', now(), now(), 'web', 'vote.cast', '${topic}', '{"on":"topic"}'); select pg_notify('veche_log', '')`,
  );
  const { seconds } = await told;
  isOver = true;
  await others;
  tell(
    `one signal: ${(seconds * 1000).toFixed(0)} ms until the last heard it, ${portal.cpu() - cpu} ms of CPU (the others' requests included), others waited ≤ ${longest.toFixed(0)} ms`,
  );
  await pause(500);
}

async function plantTopic() {
  const [person, topic] = [randomUUID(), randomUUID()];
  await pool.query(`insert into person (id, handle, name, joined_at, created_at) values ($1, 'crowd', 'Crowd', now(), now())`, [person]);
  await pool.query(
    `insert into topic (id, key, slug, kind, audience_id, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at)
     values ($1, 'abcdefgh', 'crowd', 'QUESTION', 1, 'Crowd', '', '', '', $2, 'Crowd', now(), now())`,
    [topic, person],
  );
  return topic;
}

function ask(child, message) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('the crowd ended')));
    child.send(message);
  });
}

async function run(connectionString, text) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(text).finally(() => client.end());
}
