import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../database/sql.js';
import { type TestDatabase, testDatabase } from '../testing/index.js';
import { type BrakeRule, Brakes, type TakenPoint, insistOnPoint, takePoints, takingPoint } from './brakes.js';

describe('a brake', () => {
  let test: TestDatabase;
  let brakes: Brakes;
  let second: Brakes;
  const rule = (name: string, points = 3): BrakeRule => ({ name, points, seconds: 60 });
  beforeAll(async () => {
    test = await testDatabase();
    [brakes, second] = [new Brakes(test.url), new Brakes(test.url)];
  });
  afterAll(async () => {
    await Promise.all([brakes.close(), second.close()]);
    await test.close();
  });

  it('lets exactly so many through, however many ask at once of however many processes, and says how long to wait', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => (i % 2 ? brakes : second).spend(rule('crowd', 25), 'somebody')),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
    await expect(second.spend(rule('crowd', 25), 'somebody')).rejects.toMatchObject({ code: 'LIMITED', retryAfter: expect.any(Number) });
    await expect(brakes.check(rule('crowd', 25), 'somebody')).rejects.toMatchObject({ code: 'LIMITED' });
    await brakes.spend(rule('crowd', 25), 'somebody else');
  });

  it('counts a point that was taken inside a statement like any other', async () => {
    const inside = async () => {
      const [taken] = await test.db.atOnce<TakenPoint>(sql`with point as (${takingPoint(rule('inside'), 'x')}) select * from point`);
      insistOnPoint(rule('inside'), taken!);
    };
    await inside();
    await brakes.spend(rule('inside'), 'x');
    await inside();
    await expect(brakes.check(rule('inside'), 'x')).rejects.toMatchObject({ code: 'LIMITED' });
    await expect(inside()).rejects.toMatchObject({ code: 'LIMITED' });
    await brakes.release(rule('inside'), 'x');
    await inside();
  });

  it('counts points of many that were taken at once, to each their own, and transactions with the same people never hold each other', async () => {
    const [all, few] = [rule('many', 50), ['c', 'a', 'd']];
    await brakes.spend(all, 'a');
    const take = (who: string[]) => test.db.transaction(async (tx) => (await takePoints(tx, all, who)).map(({ points }) => points));
    expect(await take(few)).toEqual([1, 2, 1]);
    const rounds = Array.from({ length: 20 }, (_, i) => take(i % 2 ? ['a', 'b', 'c', 'd'] : ['d', 'c', 'b', 'a']));
    await Promise.all(rounds);
    expect(await take(['a', 'b', 'c', 'd'])).toEqual([23, 21, 22, 22]);
  });

  it('begins anew when its time is over, and gives points back one by one', async () => {
    const soon: BrakeRule = { name: 'soon', points: 1, seconds: 0 };
    await brakes.spend(soon, 'x');
    await brakes.spend(soon, 'x');
    await brakes.spend(rule('back', 1), 'x');
    await brakes.giveBack(rule('back', 1), 'x');
    await brakes.check(rule('back', 1), 'x');
    await brakes.spend(rule('back', 1), 'x');
    await expect(brakes.spend(rule('back', 1), 'x')).rejects.toMatchObject({ code: 'LIMITED' });
  });
});
