import type { Attacker, Member } from './attacker.js';
import type { Ground } from './ground.js';

/** A group with something in it that nobody outside may find: every word of `words` stands there and nowhere else. */
export interface Hideaway {
  id: string;
  slug: string;
  topic: { id: string; key: string; path: string };
  replyId: string;
  fileId: string;
  /** Name of the tag, which is the tag's slug too. */
  tag: string;
  words: string[];
}

/** A picture of one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let made = 0;
/** A word that occurs nowhere else: letters only, so that slugs and analysers leave it whole. */
export function rareWord(): string {
  made += 1;
  const chance = Array.from({ length: 10 }, () => 'bcdfghklmnprstvz'[Math.floor(Math.random() * 16)]);
  return `canary${String.fromCharCode(97 + (made % 26))}${chance.join('')}`;
}

/** The representative's group, with a topic of Alice's in it. */
export async function hide({ representative, alice }: Ground, type: 'CLOSED' | 'UNLISTED'): Promise<Hideaway> {
  const [name, description, title, body, tag, reply, picture] = Array.from({ length: 7 }, rareWord) as [string, ...string[]];
  const { createGroup: group } = await representative.ask<{ createGroup: { id: string; slug: string } }>(
    'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { id slug } }',
    { input: { name: `Group ${name}`, type, description: `About ${description}` } },
  );
  await letIn(representative, group.slug, alice);
  const fileId = await upload(alice, `${picture}.png`);
  const topic = await ask(alice, {
    kind: 'IDEA',
    group: group.slug,
    title: `Hidden ${title}`,
    body: `Nobody ${body}\n\n![${picture}](/files/${fileId})`,
    tags: [tag],
  });
  const replyId = await answer(representative, topic.id, `Answer ${reply}`);
  const words = [title, body, tag, reply, picture, description, ...(type === 'UNLISTED' ? [name] : [])] as string[];
  return { id: group.id, slug: group.slug, topic, replyId, fileId, tag: tag!, words };
}

/** By an invitation that names them, as into any group. */
export async function letIn(owner: Attacker, group: string, person: Member): Promise<void> {
  await owner.ask('mutation ($group: String!, $handle: String!) { inviteToGroup(group: $group, handle: $handle) { id } }', {
    group,
    handle: person.handle,
  });
  const { groupInvitations: found } = await person.ask<{ groupInvitations: { id: string }[] }>('{ groupInvitations { id } }');
  await person.ask('mutation ($id: ID!) { answerGroupInvitation(id: $id, accept: true) { id } }', { id: found[0]!.id });
}

/** Takes somebody out of a group again. */
export async function putOut(owner: Attacker, group: string, person: Member): Promise<void> {
  await owner.ask('mutation ($group: String!, $person: ID!) { removeFromGroup(group: $group, person: $person, reason: "Over") { id } }', {
    group,
    person: person.personId,
  });
}

export async function ask(who: Attacker, input: Record<string, unknown>): Promise<{ id: string; key: string; path: string }> {
  const document = 'mutation ($input: AskInput!) { ask(input: $input) { id key path } }';
  return (await who.ask<{ ask: { id: string; key: string; path: string } }>(document, { input: { kind: 'QUESTION', ...input } })).ask;
}

export async function answer(who: Attacker, topic: string, body: string): Promise<string> {
  const document = 'mutation ($input: ReplyInput!) { reply(input: $input) { id } }';
  return (await who.ask<{ reply: { id: string } }>(document, { input: { topic, body } })).reply.id;
}

async function upload(who: Attacker, name: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([PIXEL], { type: 'image/png' }), name);
  const response = await who.fetch('/files', { method: 'POST', body: form });
  if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}
