// What rendering one topic page costs, without database and HTTP: `node e2e/scale/render-bench.mjs [pages] [entry-server.js]`.
// Prints CPU per page, bytes of the page, and what is still held when many were rendered. Add --cpu-prof for a profile.
process.env.NODE_ENV ??= 'production';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { topicPage } from './render-page.mjs';

const dist = path.resolve(import.meta.dirname, '../../apps/web/dist');
const pages = Number(process.argv[2] ?? 2000);
const entry = path.resolve(process.argv[3] ?? path.join(dist, 'server/entry-server.js'));
const { handle } = await import(pathToFileURL(entry).href);
const template = readFileSync(path.join(dist, 'client/index.html'), 'utf8');
const manifest = JSON.parse(readFileSync(path.join(dist, 'client/.vite/ssr-manifest.json'), 'utf8'));

// A page names its documents by hash.
const documents = JSON.parse(readFileSync(path.join(dist, 'server/persisted-documents.json'), 'utf8'));
const frameHash = Object.keys(documents).find((hash) => /^query Frame\b/.test(documents[hash]));

/** Renders one page as the server does; the data is made anew for each request, as a database's answer is. */
async function render({ url, language, json }) {
  const execute = async (query) => ({ data: JSON.parse(query === frameHash || /query Frame\b/.test(query) ? json.frame : json.page) });
  return handle({ method: 'GET', url, locale: language, theme: 'system', origin: 'http://portal.example', template, manifest, execute });
}

const cases = [
  ['guest', topicPage({ signedIn: false })],
  ['guest ru', topicPage({ language: 'ru' })],
  ['signed in', topicPage({ signedIn: true })],
];
/** The best of several rounds: other work on the machine only ever adds. */
const ROUNDS = 10;
process.stdout.write('| page | CPU ms | bytes | brotli 5 |\n|---|---|---|---|\n');
for (const [name, { frame, page, ...rest }] of cases) {
  const request = { ...rest, json: { frame: JSON.stringify(frame), page: JSON.stringify(page) } };
  for (let i = 0; i < pages / 4; i++) await render(request);
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < pages / ROUNDS; i++) await render(request);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000 / (pages / ROUNDS));
  }
  const { html } = await render(request);
  const small = brotliCompressSync(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  process.stdout.write(`| ${name} | ${best.toFixed(2)} | ${Buffer.byteLength(html)} | ${small.length} |\n`);
}
globalThis.gc?.();
const { rss, heapUsed } = process.memoryUsage();
process.stdout.write(`\nmemory after ${pages * 3} pages: ${(rss / 2 ** 20).toFixed(0)} MB, heap ${(heapUsed / 2 ** 20).toFixed(0)} MB\n`);
