// The ceiling: bare node:http, `pg`, one named statement per request, JSON made by PostgreSQL and passed through.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import pg from 'pg';

/** The statements of ceiling.sql by the names in its `-- name:` lines, with their parts put in. */
export function ceilingStatements() {
  const text = readFileSync(path.join(import.meta.dirname, 'ceiling.sql'), 'utf8');
  const pieces = text.split(/^-- (?=(?:name|part): )/m).slice(1);
  const [parts, statements] = [{}, {}];
  for (const piece of pieces) {
    const [, sort, name, body] = /^(name|part): (\w+)\n([\s\S]*)$/.exec(piece);
    (sort === 'part' ? parts : statements)[name] = body.trim().replace(/\{(\w+)\}/g, (whole, part) => parts[part] ?? whole);
  }
  return statements;
}

const statements = ceilingStatements();

/** A UUIDv7: milliseconds, then chance. */
function newId() {
  const chance = randomBytes(10);
  chance[0] = (chance[0] & 0x0f) | 0x70;
  chance[2] = (chance[2] & 0x3f) | 0x80;
  const hex = Date.now().toString(16).padStart(12, '0') + chance.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** What comes after the statement's name in the path, and what a write needs besides. */
function valuesOf(name, rest, body) {
  if (name === 'vote') return [...rest.map(decodeURIComponent), newId()];
  if (name === 'reply') return [...rest.map(decodeURIComponent), newId(), newId(), body];
  return rest.map(decodeURIComponent);
}

async function answer(pool, request, response) {
  let body = '';
  if (request.method === 'POST') for await (const chunk of request) body += chunk;
  const [, name, ...rest] = request.url.split('/');
  const { rows } = await pool.query({ name, text: statements[name], values: valuesOf(name, rest, body) });
  const found = rows[0]?.body;
  response.writeHead(found === undefined || found === null ? 404 : 200, { 'content-type': 'application/json' });
  response.end(found);
}

if (import.meta.filename === process.argv[1]) {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
  pool.on('error', () => undefined);
  const server = http.createServer((request, response) => {
    answer(pool, request, response).catch((error) => {
      process.stderr.write(`${error.message}\n`);
      response.writeHead(500).end();
    });
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(`listens at http://127.0.0.1:${server.address().port}\n`));
  process.once('SIGTERM', () => process.exit(0));
}
