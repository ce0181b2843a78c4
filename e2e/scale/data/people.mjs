// What the benches know of a generated database: busy topics, and people whose sessions they can use.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const OWN_DOCUMENTS = path.resolve(import.meta.dirname, '../../../apps/web/dist/server/persisted-documents.json');

/** The session token of person i, as 1-people.sql hashed it. */
function tokenOf(i) {
  return createHash('sha256').update(`veche-bench-${i}`).digest('base64url');
}

/** Headers of a request by a signed-in person: on this machine's own address the cookie is a `__Host-` one (decision 22). */
export function asPerson(i) {
  return { cookie: `__Host-veche=${tokenOf(i)}` };
}

/** @type {Map<string, string>} */
const hashes = new Map();

/** A POST to /graphql with one of the web's own mutations, as its pages send it: by hash. */
export function ownRequest(name, variables, headers = {}) {
  if (!hashes.has(name)) {
    const documents = Object.entries(JSON.parse(readFileSync(OWN_DOCUMENTS, 'utf8')));
    const [hash] = documents.find(([, text]) => new RegExp(`\\bmutation ${name}\\b`).test(text));
    hashes.set(name, hash.replace('sha256:', ''));
  }
  return post({ extensions: { persistedQuery: { version: 1, sha256Hash: hashes.get(name) } }, variables }, headers);
}

/** A POST to /graphql with a document of somebody else's. */
export function graphqlRequest(query, variables, headers = {}) {
  return post({ query: query.replace(/\s+/g, ' ').trim(), variables }, headers);
}

function post(body, headers) {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
    body: JSON.stringify(body),
  };
}

/** @param {import('pg').Client} db */
export async function cast(db) {
  const rows = (text, values) => db.query(text, values).then((result) => result.rows);
  const topics = await rows(
    "select id, key, slug, author_person_id as author, answer_count >= 20 as busy, title from topic where state = 'published' and audience_id = 1 and closed_at is null order by hashtext(id::text) limit 40000",
  );
  const people = await rows(
    "select substr(handle, 8)::integer as i, id, is_representative as staff from person where handle like 'person-%' order by 1",
  );
  const customers = people.filter(({ staff }) => !staff);
  let taken = 0;
  return {
    topics,
    busy: topics.filter(({ busy }) => busy),
    customers,
    /** People whom no other leg of this run has used, so that no brake is ever reached. */
    fresh(count) {
      const chosen = Array.from({ length: count }, (_, n) => customers[(taken + n) % customers.length]);
      taken += count;
      return chosen;
    },
  };
}
