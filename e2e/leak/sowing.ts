import type { Client } from '../support/client.js';

interface Sown {
  id: string;
  path: string;
}

/** One more question, with the tag that all know. */
export async function another(client: Client, title: string, where: { audience?: string; group?: string } = {}): Promise<Sown> {
  const { ask } = await client.ask<{ ask: Sown }>(`mutation ($input: AskInput!) { ask(input: $input) { id path } }`, {
    input: { kind: 'QUESTION', title, body: 'A few words', tags: ['open'], ...where },
  });
  return ask;
}

/** @returns the reply's id */
export async function replyTo(client: Client, topic: string, body: string): Promise<string> {
  const { reply } = await client.ask<{ reply: { id: string } }>(`mutation ($input: ReplyInput!) { reply(input: $input) { id } }`, {
    input: { topic, body },
  });
  return reply.id;
}
