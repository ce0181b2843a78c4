import { describe, expect, it } from '@jest/globals';
import { Gathering, type Outcome } from './gathering.js';

const done = (value: string): Outcome<string> => ({ status: 'fulfilled', value });
const refused = (reason: unknown): Outcome<string> => ({ status: 'rejected', reason });

/** A gathering whose writes end when the spec says so; `written` is what was written together. */
function held(outcomeOf: (act: string) => Outcome<string> = done) {
  const written: { place: string; acts: string[]; end: (error?: Error) => void }[] = [];
  const gathering = new Gathering<string, string>(
    (place, acts) =>
      new Promise((resolve, reject) => {
        written.push({ place, acts, end: (error) => (error === undefined ? resolve(acts.map(outcomeOf)) : reject(error)) });
      }),
  );
  return { gathering, written, acts: () => written.map(({ acts }) => acts) };
}

/** Lets everything happen that waits for nothing but its turn. */
const calm = () => new Promise((resume) => setImmediate(resume));

describe('acts that gather', () => {
  it('are written at once when nobody is there, together when they came meanwhile, and elsewhere without waiting', async () => {
    const { gathering, written } = held();
    const all = ['a', 'b', 'c'].map((who) => gathering.add('here', who, who));
    all.push(gathering.add('there', 'd', 'd'));
    expect(written.map(({ place, acts }) => [place, acts])).toEqual([
      ['here', ['a']],
      ['there', ['d']],
    ]);
    written[0]!.end();
    await calm();
    expect(written[2]!.acts).toEqual(['b', 'c']);
    written[2]!.end();
    written[1]!.end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
    void gathering.add('here', 'e', 'e');
    expect(written[3]!.acts).toEqual(['e']);
  });

  it('of one person happen one after the other, in the order in which they came', async () => {
    const { gathering, written, acts } = held();
    void gathering.add('here', 'x', 'x1');
    for (const act of ['a1', 'b1', 'a2', 'a3', 'c1', 'b2']) void gathering.add('here', act[0]!, act);
    for (let nth = 0; nth < 4; nth += 1) {
      written[nth]!.end();
      await calm();
    }
    expect(acts()).toEqual([['x1'], ['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']]);
  });

  it('are a hundred at most', async () => {
    const { gathering, written } = held();
    for (let nth = 0; nth < 251; nth += 1) void gathering.add('here', `${nth}`, `${nth}`);
    for (let nth = 0; nth < 3; nth += 1) {
      written[nth]!.end();
      await calm();
    }
    expect(written.map(({ acts }) => acts.length)).toEqual([1, 100, 100, 50]);
    expect(written.flatMap(({ acts }) => acts)).toEqual(Array.from({ length: 251 }, (_, nth) => `${nth}`));
  });

  it('have outcomes of their own, and a write that fails is the failure of those in it alone', async () => {
    const { gathering, written } = held((act) => (act === 'b' ? refused(new Error('not you')) : done(act)));
    const all = Promise.allSettled(['a', 'b', 'c'].map((who) => gathering.add('here', who, who)));
    written[0]!.end(new Error('lost'));
    await calm();
    const later = Promise.allSettled([gathering.add('here', 'd', 'd')]);
    written[1]!.end();
    await calm();
    written[2]!.end();
    expect([...(await all), ...(await later)]).toEqual([refused(new Error('lost')), refused(new Error('not you')), done('c'), done('d')]);
  });
});
