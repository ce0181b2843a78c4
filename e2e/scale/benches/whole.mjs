// What is no race with a ceiling: bytes of a page, memory, the start.
import net from 'node:net';
import { constants, brotliCompressSync } from 'node:zlib';
import { enough, median, quiet } from '../compare.mjs';
import { load } from '../load/load.mjs';
import { startPortal } from '../measure/portal.mjs';
import { cpuOf } from '../measure/cpu.mjs';
import { listBenches } from './lists.mjs';
import { FRESH, topicBenches } from './topic.mjs';
import { writeBenches } from './writes.mjs';

const MB = 2 ** 20;
const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

/** Pages with exactly 20 replies on them, as a browser asks for them. */
export const bytesBench = {
  name: 'page-bytes',
  title: 'a page with 20 replies by brotli',
  aim: { kilobytes: 14 },
  env: FRESH,
  async run({ portal, busy }) {
    const pages = [];
    for (const { key, slug } of busy.slice(0, 40)) {
      const address = `${portal.url}/t/${key}/${slug}`;
      const plain = Buffer.from(await (await fetch(address, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer());
      const sent = await sentBytes(address);
      pages.push({
        plain: plain.length,
        sent,
        best: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
        text: plain.toString().replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<[^>]*>/g, '').length,
      });
    }
    const middle = (of) => median(pages.map(of)) / 1024;
    // What compressing costs, since the load benches ask for plain pages, as a proxy that compresses by itself would.
    const asked = (coding) =>
      busy.slice(0, 100).map(({ key, slug }) => ({ path: `/t/${key}/${slug}`, headers: { 'accept-encoding': coding } }));
    const cpu = {};
    for (const coding of ['identity', 'br', 'identity', 'br']) {
      const before = cpuOf(portal.pid);
      const { requests, interrupted } = await enough(portal.url, asked(coding), { seconds: 4 });
      await quiet(portal);
      cpu[coding] = (cpuOf(portal.pid) - before) / (requests + interrupted);
    }
    return {
      sent: middle(({ sent }) => sent),
      plain: middle(({ plain }) => plain),
      best: middle(({ best }) => best),
      text: middle(({ text }) => text),
      brotliCpu: cpu.br - cpu.identity,
    };
  },
};

/** Bytes on the wire: fetch() unpacks, so by hand. */
async function sentBytes(address) {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    get(address, { headers: { 'accept-encoding': 'br' } }, (response) => {
      let bytes = 0;
      if (response.headers['content-encoding'] !== 'br') reject(new Error(`not brotli: ${response.headers['content-encoding']}`));
      response.on('data', (chunk) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

/** Resident memory of the one process: at rest after its first page, and after a bit of everything by 50 connections. */
export const memoryBench = {
  name: 'memory',
  title: 'memory of the one process',
  aim: { idle: 180, loaded: 350 },
  env: FRESH,
  isAlone: true,
  async run(data, { seconds, tell }) {
    await pause(20_000);
    const idle = data.portal.memory() / MB;
    let highest = 0;
    for (const bench of [...topicBenches.filter(({ name }) => name !== 'topic-cached'), ...listBenches, ...writeBenches]) {
      const { requests, prefix } = await bench.ours(data);
      await load(data.portal.url, requests, { seconds, prefix, once: bench.writes === true });
      tell(`    after ${bench.name}: ${(data.portal.memory() / MB).toFixed(0)} MB`);
      highest = Math.max(highest, data.portal.memory() / MB);
    }
    await pause(10_000);
    return { idle, loaded: highest, settled: data.portal.memory() / MB };
  },
};

/** From the start of the process to the first whole page, PostgreSQL's own start with it; the database is there and was shut down well. */
export const startBench = {
  name: 'start',
  title: 'start to the first page',
  aim: { seconds: 2.5 },
  startsItself: true,
  async run({ folder }, { rounds, tell }) {
    const times = [];
    for (let round = 1; round <= rounds; round++) {
      const port = await freePort();
      const began = performance.now();
      const starting = startPortal(folder, { env: { PORT: String(port) } });
      const page = await firstPage(`http://127.0.0.1:${port}/`);
      times.push((performance.now() - began) / 1000);
      tell(`    round ${round}: ${times.at(-1).toFixed(2)} s (${page} bytes)`);
      await (await starting).stop();
    }
    return { seconds: median(times), best: Math.min(...times) };
  },
};

async function firstPage(address) {
  for (const end = Date.now() + 120_000; Date.now() < end; await pause(10)) {
    try {
      const answer = await fetch(address, { headers: { accept: 'text/html' } });
      const text = await answer.text();
      if (answer.status === 200 && text.includes('</html>')) return text.length;
    } catch {
      // It does not listen yet.
    }
  }
  throw new Error('no page came');
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
