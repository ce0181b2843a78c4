import { type Client, administrator, grant, signedUp } from '../support/client.js';
import type { RunningPortal } from '../support/portal.js';

/** A hidden topic and the strings in it that nobody else may ever see, each naming the place where it stands. */
export interface Planted {
  audience: 'MEMBERS' | 'STAFF' | 'PRIVATE';
  key: string;
  id: string;
  path: string;
  replyId: string;
  fileId: string;
  canaries: string[];
}

/** Everybody who looks, and everything that is hidden from some of them. */
export interface Ground {
  visitor: Client;
  member: Client & { personId: string; handle: string };
  author: Client & { personId: string; handle: string };
  representative: Client & { personId: string; handle: string };
  moderator: Client & { personId: string; handle: string };
  admin: Client;
  planted: Planted[];
  publicKey: string;
}

let count = 0;
/** A word that occurs nowhere else. Letters only, so that a slug or an analyser leaves it whole. */
function canary(place: string): string {
  count += 1;
  return `canary${place.toLowerCase()}${String.fromCharCode(97 + (count % 26))}${Math.random()
    .toString(36)
    .replace(/[^a-z]/g, '')
    .slice(0, 8)}`;
}

/** A picture of one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** Plants hidden topics of every audience with a canary in every place that holds text. */
export async function plant(portal: RunningPortal): Promise<Ground> {
  const admin = await administrator(portal);
  const [author, member, representative, moderator] = [
    await signedUp(portal, 'Aline Author'),
    await signedUp(portal, 'Max Member'),
    await signedUp(portal, 'Rea Representative'),
    await signedUp(portal, 'Mo Moderator'),
  ];
  await grant(admin, representative.personId, 'REPRESENTATIVE');
  await grant(admin, moderator.personId, 'MODERATOR');
  const { ask } = await author.ask<{ ask: { key: string } }>(
    `mutation { ask(input: { kind: QUESTION, title: "A public question", body: "Everybody may read it", tags: ["open"] }) { key } }`,
  );
  const planted = [
    await plantOne(author, representative, 'MEMBERS'),
    await plantOne(author, representative, 'PRIVATE'),
    await plantOne(representative, representative, 'STAFF'),
  ];
  const { Client } = await import('../support/client.js');
  return { visitor: new Client(portal), member, author, representative, moderator, admin, planted, publicKey: ask.key };
}

async function plantOne(author: Client, representative: Client, audience: Planted['audience']): Promise<Planted> {
  const [title, body, tag, reply, comment, note, word, picture] = [
    'title',
    'body',
    'tag',
    'reply',
    'comment',
    'note',
    'word',
    'picture',
  ].map((place) => canary(`${audience}${place}`));
  const file = await upload(author, `${picture}.png`);
  const { ask: topic } = await author.ask<{ ask: { id: string; key: string; path: string } }>(
    `mutation ($input: AskInput!) { ask(input: $input) { id key path } }`,
    { input: { kind: 'IDEA', audience, title: `Hidden ${title}`, body: `Nobody ${body}\n\n![${picture}](/files/${file})`, tags: [tag] } },
  );
  const { reply: answer } = await representative.ask<{ reply: { id: string } }>(
    `mutation ($input: ReplyInput!) { reply(input: $input) { id } }`,
    {
      input: { topic: topic.id, body: `Answer ${reply}`, official: true },
    },
  );
  await author.ask(`mutation ($input: ReplyInput!) { reply(input: $input) { id } }`, {
    input: { topic: topic.id, parent: answer.id, kind: 'COMMENT', body: `Comment ${comment}` },
  });
  await representative.ask(`mutation ($id: ID!, $body: String!) { addNote(topic: $id, body: $body) { id } }`, {
    id: topic.id,
    body: `Note ${note}`,
  });
  await representative.ask(`mutation ($id: ID!, $word: String!) { setStatus(topic: $id, status: PLANNED, word: $word) { id } }`, {
    id: topic.id,
    word: `Word ${word}`,
  });
  // An edit leaves a revision, which has the text before.
  const edited = canary(`${audience}edited`);
  await author.ask(`mutation ($input: EditTopicInput!) { editTopic(input: $input) { id } }`, {
    input: { topic: topic.id, title: `Hidden ${title} ${edited}` },
  });
  const canaries = [title, body, tag, reply, comment, note, word, picture, edited] as string[];
  return { audience, id: topic.id, key: topic.key, path: topic.path, replyId: answer.id, fileId: file, canaries };
}

async function upload(client: Client, name: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([PIXEL], { type: 'image/png' }), name);
  const response = await client.fetch('/files', { method: 'POST', body: form });
  if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}
