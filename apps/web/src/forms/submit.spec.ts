import { describe, expect, it } from '@jest/globals';
import { submit, type Execute } from './submit.ts';
import type { Fields } from './form.ts';

const url = new URL('http://portal.test/t/abcd2345/sound?order=oldest');
const asked: { query: string; variables: Record<string, unknown> }[] = [];
const answering =
  (answer: Awaited<ReturnType<Execute>>): Execute =>
  async (query, variables) => {
    asked.push({ query, variables });
    return answer;
  };
const refusing = (code: string, field?: string) =>
  answering({ errors: [{ message: 'Say more', extensions: { code, ...(field && { field }) } }] });
const send = (fields: Fields, execute: Execute) => submit(url, fields, execute);

describe('a plain form', () => {
  it('runs the document of its act and goes back to its page', async () => {
    const result = await send({ _form: 'voteTopic', topic: '7' }, answering({ data: { voteTopic: {} } }));
    expect(asked.at(-1)?.query).toContain('voteTopic(topic: $topic)');
    expect(asked.at(-1)?.variables).toEqual({ topic: '7' });
    expect(result).toEqual({ redirect: '/t/abcd2345/sound?order=oldest' });
  });

  it('goes to what it made', async () => {
    const result = await send(
      { _form: 'ask', kind: 'IDEA', title: 'A', body: 'B', tags: 'one, #two,, ' },
      answering({ data: { ask: { path: '/t/x/y' } } }),
    );
    expect(asked.at(-1)?.variables['input']).toMatchObject({ kind: 'IDEA', tags: ['one', 'two'], audience: 'EVERYONE' });
    expect(result).toEqual({ redirect: '/t/x/y' });
  });

  it('comes back with what was written when the session ended meanwhile', async () => {
    const fields = { _form: 'reply', topic: '7', body: 'An hour of work' };
    expect((await send(fields, refusing('UNAUTHENTICATED'))).form).toMatchObject({ fields, errors: [{ code: 'UNAUTHENTICATED' }] });
    expect(await send({ _form: 'voteTopic', topic: '7' }, refusing('UNAUTHENTICATED'))).toMatchObject({
      redirect: expect.stringContaining('/sign-in'),
    });
  });

  it('comes back with everything typed and the message beside its field', async () => {
    const fields = { _form: 'ask', title: 'A', body: 'B' };
    expect(await send(fields, refusing('INVALID', 'title'))).toEqual({
      form: { form: 'ask', fields, errors: [{ message: 'Say more', code: 'INVALID', field: 'title' }], data: undefined },
    });
  });

  it('takes who has to sign in there and back', async () => {
    expect(await send({ _form: 'voteTopic', topic: '7' }, refusing('UNAUTHENTICATED'))).toEqual({
      redirect: `/sign-in?return=${encodeURIComponent('/t/abcd2345/sound?order=oldest')}`,
    });
  });

  it('shows a preview on the same page', async () => {
    const result = await send({ _form: 'preview', body: '**b**' }, answering({ data: { preview: { html: '<b>b</b>' } } }));
    expect(result.form).toMatchObject({ errors: [], data: { preview: { html: '<b>b</b>' } } });
  });

  it.each(['nonsense', '__proto__', 'constructor', ''])('named %j does nothing', async (name) => {
    const before = asked.length;
    expect((await send({ _form: name }, refusing('INTERNAL'))).form?.errors).toHaveLength(1);
    expect(asked).toHaveLength(before);
  });

  it('takes the first of a closed set for a value outside it', async () => {
    await send({ _form: 'retypeTopic', topic: '7', kind: 'DROP TABLE' }, answering({ data: {} }));
    expect(asked.at(-1)?.variables).toEqual({ topic: '7', kind: 'QUESTION' });
  });
});
