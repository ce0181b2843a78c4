import { type Client, administrator, grant, signedUp } from '../support/client.js';
import type { RunningPortal } from '../support/portal.js';

/** A hidden topic and the strings in it that nobody else may ever see, each naming the place where it stands. */
export interface Planted {
  audience: 'MEMBERS' | 'STAFF' | 'PRIVATE' | 'CLOSED' | 'UNLISTED';
  /** Slug of the group that it is in. */
  group: string | null;
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
  /** People at the doors of both groups, none of whom is in. */
  outsiders: Record<'left' | 'banned' | 'elsewhere' | 'invited' | 'asked' | 'declined', Client & { personId: string; handle: string }>;
  /** Tokens of invitation links into both groups: who has them has not used them. */
  links: string[];
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
  const outsiders = {
    left: await signedUp(portal, 'Lea Left'),
    banned: await signedUp(portal, 'Ben Banned'),
    elsewhere: await signedUp(portal, 'Elsa Elsewhere'),
    invited: await signedUp(portal, 'Ivo Invited'),
    asked: await signedUp(portal, 'Asta Asked'),
    declined: await signedUp(portal, 'Dora Declined'),
  };
  const links: string[] = [];
  for (const type of ['CLOSED', 'UNLISTED'] as const) {
    const { one, link } = await plantGroup({ author, representative, outsiders, type });
    planted.push(one);
    links.push(link);
  }
  const other = await createGroup(representative, 'Another group', 'CLOSED', 'Others talk here');
  await letIn(representative, other, outsiders.elsewhere);
  const { Client } = await import('../support/client.js');
  return { visitor: new Client(portal), member, author, representative, moderator, admin, outsiders, links, planted, publicKey: ask.key };
}

async function createGroup(owner: Client, name: string, type: string, description: string): Promise<string> {
  const { createGroup: group } = await owner.ask<{ createGroup: { slug: string } }>(
    `mutation ($input: CreateGroupInput!) { createGroup(input: $input) { slug } }`,
    { input: { name, type, description } },
  );
  return group.slug;
}

/** By invitation, as into any group. */
async function letIn(owner: Client, group: string, person: Client & { handle: string }): Promise<void> {
  await owner.ask(`mutation ($group: String!, $handle: String!) { inviteToGroup(group: $group, handle: $handle) { id } }`, {
    group,
    handle: person.handle,
  });
  const { groupInvitations: found } = await person.ask<{ groupInvitations: { id: string }[] }>(`{ groupInvitations { id } }`);
  await person.ask(`mutation ($id: ID!) { answerGroupInvitation(id: $id, accept: true) { id } }`, { id: found[0]!.id });
}

interface Founders {
  author: Client & { handle: string };
  representative: Client;
  outsiders: Ground['outsiders'];
  type: 'CLOSED' | 'UNLISTED';
}

/** A group with a topic in it, and everybody at its door who is not in. */
async function plantGroup({ author, representative, outsiders, type }: Founders): Promise<{ one: Planted; link: string }> {
  const [name, description] = [canary(`${type}name`), canary(`${type}description`)];
  const group = await createGroup(representative, type === 'UNLISTED' ? `Secret ${name}` : 'Partners', type, `About ${description}`);
  const act = (verb: string, person: { personId: string }, more = '') =>
    representative.ask(`mutation ($group: String!, $person: ID!) { ${verb}(group: $group, person: $person${more}) { id } }`, {
      group,
      person: person.personId,
    });
  for (const person of [author, outsiders.left, outsiders.banned]) await letIn(representative, group, person);
  const planted = await plantOne(author, representative, type, group);
  // They saw it all, and follow what they saw.
  for (const person of [outsiders.left, outsiders.banned])
    await person.ask(`mutation ($id: ID!) { followTopic(topic: $id) { id } }`, { id: planted.id });
  await outsiders.left.ask(`mutation ($group: String!) { leaveGroup(group: $group) }`, { group });
  await act('banFromGroup', outsiders.banned, ', reason: "Not here any more"');
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
  const canaries = [...planted.canaries, description, ...(type === 'UNLISTED' ? [name] : [])];
  return { one: { ...planted, canaries }, link: link.path.split('/').at(-1)! };
}

async function plantOne(
  author: Client,
  representative: Client,
  audience: Planted['audience'],
  group: string | null = null,
): Promise<Planted> {
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
    {
      input: {
        kind: 'IDEA',
        ...(group === null ? { audience } : { group }),
        title: `Hidden ${title}`,
        body: `Nobody ${body}\n\n![${picture}](/files/${file})`,
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
    word: `Word ${word}`,
  });
  // An edit leaves a revision, which has the text before.
  const edited = canary(`${audience}edited`);
  await author.ask(`mutation ($input: EditTopicInput!) { editTopic(input: $input) { id } }`, {
    input: { topic: topic.id, title: `Hidden ${title} ${edited}` },
  });
  const copies = audience === 'PRIVATE' ? [canary('copytitle'), canary('copybody')] : [];
  if (copies.length > 0)
    await representative.ask(
      `mutation ($id: ID!, $title: String!, $body: String!) { askToPublish(topic: $id, title: $title, body: $body) }`,
      {
        ...{ id: topic.id, title: `Copy ${copies[0]}`, body: `Copy ${copies[1]}` },
      },
    );
  const canaries = [title, body, tag, reply, comment, note, word, picture, edited, ...copies] as string[];
  return { audience, group, id: topic.id, key: topic.key, path: topic.path, replyId: answer.id, fileId: file, canaries };
}

async function upload(client: Client, name: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([PIXEL], { type: 'image/png' }), name);
  const response = await client.fetch('/files', { method: 'POST', body: form });
  if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}
