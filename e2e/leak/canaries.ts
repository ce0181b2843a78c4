import { Client, administrator, grant, signedUp as anybody } from '../support/client.js';
import type { RunningPortal } from '../support/portal.js';
import { Ears } from './ears.js';

/** A person of the portal, signed in. */
export type Someone = Client & { personId: string; handle: string; email: string };

/** A hidden topic and the strings in it that nobody else may ever see, each naming the place where it stands. */
export interface Planted {
  audience: 'MEMBERS' | 'STAFF' | 'PRIVATE' | 'CLOSED' | 'UNLISTED' | 'HELD';
  /** Slug of the group that it is in. */
  group: string | null;
  key: string;
  id: string;
  path: string;
  replyId: string;
  fileId: string;
  /** By the place where it stands. */
  words: Partial<Record<Place, string>>;
  canaries: string[];
}

/** Everything that holds text which somebody wrote, or the name of something. */
export const PLACES = ['title', 'body', 'tag', 'reply', 'comment', 'note', 'word', 'picture', 'edited', 'formerly', 'description', 'name', 'copyTitle', 'copyBody'] as const; // prettier-ignore
export type Place = (typeof PLACES)[number];

/** Everybody who looks, and everything that is hidden from some of them. */
export interface Ground {
  visitor: Client;
  member: Someone;
  author: Someone;
  representative: Someone;
  moderator: Someone;
  admin: Client;
  /** New to the portal: what they write waits for a moderator. */
  newcomer: Someone;
  /** People at the doors of both groups, none of whom is in. */
  outsiders: Record<'left' | 'banned' | 'elsewhere' | 'invited' | 'asked' | 'declined' | 'removed', Someone>;
  /** What the one who was removed has heard of each group since they came in. */
  ears: Ears[];
  /** Tokens of invitation links into both groups: who has them has not used them. */
  links: string[];
  planted: Planted[];
  publicKey: string;
  /** A note on the topic that everybody reads. */
  publicNote: string;
}

/** With the address that letters go to. */
/** With a proven address: letters about what is not public go to no other, and here nothing but rights shall keep one back. */
async function signedUp(portal: RunningPortal, name: string): Promise<Someone> {
  const someone = (await anybody(portal, name)) as Someone;
  await portal.query('update account set email_verified_at = now() where email is not null and email_verified_at is null');
  return someone;
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
  const { ask } = await author.ask<{ ask: { id: string; key: string } }>(
    `mutation { ask(input: { kind: QUESTION, title: "A public question", body: "Everybody may read it", tags: ["open"] }) { id key } }`,
  );
  const planted = [
    await plantOne(author, representative, 'MEMBERS'),
    await plantOne(author, representative, 'PRIVATE'),
    await plantOne(representative, representative, 'STAFF'),
  ];
  const outsiders = {
    left: await signedUp(portal, 'Lea Left'),
    banned: await signedUp(portal, 'Ben Banned'),
    elsewhere: await signedUp(portal, 'Elsa Elsewhere'),
    invited: await signedUp(portal, 'Ivo Invited'),
    asked: await signedUp(portal, 'Asta Asked'),
    declined: await signedUp(portal, 'Dora Declined'),
    removed: await signedUp(portal, 'Remo Removed'),
  };
  const links: string[] = [];
  const ears: Ears[] = [];
  for (const type of ['CLOSED', 'UNLISTED'] as const) {
    const { one, link, heard } = await plantGroup({ portal, author, representative, outsiders, type });
    planted.push(one);
    links.push(link);
    ears.push(heard);
  }
  const newcomer = await signedUp(portal, 'Nino Newcomer');
  planted.push(await plantHeld(newcomer));
  const other = await createGroup(representative, 'Another group', 'CLOSED', 'Others talk here');
  await letIn(representative, other, outsiders.elsewhere);
  // Notes are the company's also where everybody reads the rest.
  const note = canary('PUBLICnote');
  await representative.ask(`mutation ($id: ID!, $body: String!) { addNote(topic: $id, body: $body) { id } }`, {
    id: ask.id,
    body: `Note ${note}`,
  });
  const visitor = new Client(portal);
  const people = { visitor, member, author, representative, moderator, admin, newcomer, outsiders };
  return { ...people, ears, links, planted, publicKey: ask.key, publicNote: note };
}

async function createGroup(owner: Client, name: string, type: string, description: string): Promise<string> {
  const { createGroup: group } = await owner.ask<{ createGroup: { slug: string } }>(
    `mutation ($input: CreateGroupInput!) { createGroup(input: $input) { slug } }`,
    { input: { name, type, description } },
  );
  return group.slug;
}

/** By invitation, as into any group. */
async function letIn(owner: Client, group: string, person: Someone): Promise<void> {
  await owner.ask(`mutation ($group: String!, $handle: String!) { inviteToGroup(group: $group, handle: $handle) { id } }`, {
    group,
    handle: person.handle,
  });
  const { groupInvitations: found } = await person.ask<{ groupInvitations: { id: string }[] }>(`{ groupInvitations { id } }`);
  await person.ask(`mutation ($id: ID!) { answerGroupInvitation(id: $id, accept: true) { id } }`, { id: found[0]!.id });
}

interface Founders {
  portal: RunningPortal;
  author: Someone;
  representative: Client;
  outsiders: Ground['outsiders'];
  type: 'CLOSED' | 'UNLISTED';
}

/** A group with a topic in it, and everybody at its door who is not in. */
async function plantGroup({
  portal,
  author,
  representative,
  outsiders,
  type,
}: Founders): Promise<{ one: Planted; link: string; heard: Ears }> {
  const [name, description] = [canary(`${type}name`), canary(`${type}description`)];
  const group = await createGroup(representative, type === 'UNLISTED' ? `Secret ${name}` : 'Partners', type, `About ${description}`);
  const act = (verb: string, person: { personId: string }, more = '') =>
    representative.ask(`mutation ($group: String!, $person: ID!) { ${verb}(group: $group, person: $person${more}) { id } }`, {
      group,
      person: person.personId,
    });
  for (const person of [author, outsiders.left, outsiders.banned, outsiders.removed]) await letIn(representative, group, person);
  const planted = await plantOne(author, representative, type, group);
  // They saw it all, and follow what they saw.
  for (const person of [outsiders.left, outsiders.banned, outsiders.removed])
    await person.ask(`mutation ($id: ID!) { followTopic(topic: $id) { id } }`, { id: planted.id });
  await outsiders.left.ask(`mutation ($group: String!) { leaveGroup(group: $group) }`, { group });
  await act('banFromGroup', outsiders.banned, ', reason: "Not here any more"');
  // Removed with the page open.
  const heard = new Ears(portal.url, outsiders.removed.cookie, [planted.id]);
  await heard.connected();
  await act('removeFromGroup', outsiders.removed, ', reason: "No partner any more"');
  await representative.ask(`mutation ($group: String!, $handle: String!) { inviteToGroup(group: $group, handle: $handle) { id } }`, {
    group,
    handle: outsiders.invited.handle,
  });
  if (type === 'CLOSED') {
    for (const person of [outsiders.asked, outsiders.declined])
      await person.ask(`mutation ($group: String!) { requestToJoin(group: $group, message: "Let me in") { id } }`, { group });
    await act('declineGroupRequest', outsiders.declined, ', reason: "Partners only"');
  }
  const { createGroupLink: link } = await representative.ask<{ createGroupLink: { path: string } }>(
    `mutation ($group: String!) { createGroupLink(group: $group, uses: 5, days: 7) { path } }`,
    { group },
  );
  const words = { ...planted.words, description, ...(type === 'UNLISTED' && { name }) };
  return { one: { ...planted, words, canaries: Object.values(words) }, link: link.path.split('/').at(-1)!, heard };
}

/** A first post with a link in it, which waits, and an answer that waits for the same reason. */
async function plantHeld(newcomer: Client): Promise<Planted> {
  const words = { title: canary('HELDtitle'), body: canary('HELDbody'), tag: canary('HELDtag'), picture: canary('HELDpicture') };
  const fileId = await upload(newcomer, `${words.picture}.png`);
  const { ask: topic } = await newcomer.ask<{ ask: { id: string; key: string; path: string; state: string } }>(
    `mutation ($input: AskInput!) { ask(input: $input) { id key path state } }`,
    {
      input: {
        kind: 'QUESTION',
        title: `Waiting ${words.title}`,
        body: `See https://elsewhere.example/${words.body}\n\n![${words.picture}](/files/${fileId})`,
        tags: [words.tag],
      },
    },
  );
  if (topic.state !== 'HELD') throw new Error('a first post with a link was not held');
  return { ...topic, audience: 'HELD', group: null, replyId: topic.id, fileId, words, canaries: Object.values(words) };
}

/** A topic of this audience, or in this group, with a word in every place. */
export async function plantOne(
  author: Client,
  representative: Client,
  audience: Planted['audience'],
  group: string | null = null,
): Promise<Planted> {
  const word = (place: Place) => canary(`${audience}${place}`);
  const [title, body, tag, reply, comment, note, status, picture] = (
    ['title', 'body', 'tag', 'reply', 'comment', 'note', 'word', 'picture'] as const
  ).map(word) as [string, string, string, string, string, string, string, string];
  const [edited, formerly] = [word('edited'), word('formerly')];
  const file = await upload(author, `${picture}.png`);
  const { ask: topic } = await author.ask<{ ask: { id: string; key: string; path: string } }>(
    `mutation ($input: AskInput!) { ask(input: $input) { id key path } }`,
    {
      input: {
        kind: 'IDEA',
        ...(group === null ? { audience } : { group }),
        title: `Hidden ${title}`,
        body: `Nobody ${body} ${formerly}\n\n![${picture}](/files/${file})`,
        tags: [tag],
      },
    },
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
    word: `Word ${status}`,
  });
  // An edit leaves a revision, which alone has what was taken out.
  await author.ask(`mutation ($input: EditTopicInput!) { editTopic(input: $input) { id } }`, {
    input: { topic: topic.id, title: `Hidden ${title} ${edited}`, body: `Nobody ${body}\n\n![${picture}](/files/${file})` },
  });
  const copies = audience === 'PRIVATE' ? { copyTitle: word('copyTitle'), copyBody: word('copyBody') } : {};
  if ('copyTitle' in copies)
    await representative.ask(
      `mutation ($id: ID!, $title: String!, $body: String!) { askToPublish(topic: $id, title: $title, body: $body) }`,
      { id: topic.id, title: `Copy ${copies.copyTitle}`, body: `Copy ${copies.copyBody}` },
    );
  const words = { title, body, tag, reply, comment, note, word: status, picture, edited, formerly, ...copies };
  const canaries = Object.values(words);
  return { audience, group, id: topic.id, key: topic.key, path: topic.path, replyId: answer.id, fileId: file, words, canaries };
}

async function upload(client: Client, name: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([PIXEL], { type: 'image/png' }), name);
  const response = await client.fetch('/files', { method: 'POST', body: form });
  if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}
