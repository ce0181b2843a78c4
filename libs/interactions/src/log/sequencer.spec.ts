import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemClock, type Tx, newId, rows, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { InteractionLog } from './interaction-log.js';
import { Sequencer } from './sequencer.js';

const CELLS = 6;
const COMMANDS = 400;
const AT_ONCE = 8;

let test: TestDatabase;
let log: InteractionLog;
beforeAll(async () => {
  test = await testDatabase();
  log = new InteractionLog(new SystemClock());
  // What commands change: each cell knows the interaction that changed it last, and `cause` what each interaction came after.
  await test.db.main.rows(sql`create table cell (id integer primary key, last_id uuid)`);
  await test.db.main.rows(sql`insert into cell select n from generate_series(1, ${CELLS}::integer) as n`);
  await test.db.main.rows(sql`create table cause (effect_id uuid, begun uuid, cause_id uuid)`);
});
afterAll(() => test.close());

/** A command as all of them are: writes something early, locks what it changes, changes it, appends last. */
async function command(tx: Tx): Promise<void> {
  const begun = newId();
  await rows(tx, sql`insert into audit_entry (id, at, act, subject) values (${begun}, now(), 'cell.change', '')`);
  if (Math.random() < 0.2) await rows(tx, sql`select pg_sleep(0.004)`);
  const first = 1 + Math.floor(Math.random() * CELLS);
  const second = 1 + Math.floor(Math.random() * CELLS);
  const found = await rows<{ lastId: string | null }>(
    tx,
    sql`select last_id as "lastId" from cell where id in (${first}, ${second}) order by id for update`,
  );
  const [id] = await log.append(tx, { kind: 'topic.edited', payload: {}, personId: null, actorPersonId: null, channel: 'web' });
  await rows(tx, sql`update cell set last_id = ${id} where id in (${first}, ${second})`);
  for (const { lastId } of found) await rows(tx, sql`insert into cause values (${id}, ${begun}, ${lastId}::uuid)`);
  if (Math.random() < 0.1) throw new Error('a command that fails');
}

describe('the order of the log', () => {
  it('puts no effect before its cause, and has no gaps, while commands wait for each other and two sequencers place', async () => {
    let left = COMMANDS;
    let busy = true;
    const worker = async () => {
      while (left-- > 0) await test.db.transaction(command).catch(() => undefined);
    };
    const place = async () => {
      const sequencer = new Sequencer(test.db);
      while (busy) await sequencer.place(7);
    };
    const placing = [place(), place()];
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    busy = false;
    await Promise.all(placing);
    const sequencer = new Sequencer(test.db);
    while ((await sequencer.place()) > 0);

    const [order] = await test.db.main.rows<{
      rows: number;
      first: number;
      last: number;
      distinct: number;
      causes: number;
      wrong: number;
      wrongByBeginning: number;
    }>(
      sql`select count(*)::integer as rows, min(position)::integer as first, max(position)::integer as last, count(distinct position)::integer as distinct,
            (select count(*) from cause where cause_id is not null)::integer as causes,
            (select count(*) from cause c join interaction e on e.id = c.effect_id join interaction i on i.id = c.cause_id
             where e.position <= i.position)::integer as wrong,
            (select count(*) from cause e join (select distinct effect_id, begun from cause) i on i.effect_id = e.cause_id
             where e.begun < i.begun)::integer as "wrongByBeginning"
          from interaction`,
    );
    expect(order!.rows).toBeGreaterThan(COMMANDS / 2);
    expect(order!.causes).toBeGreaterThan(COMMANDS / 2);
    expect(order).toMatchObject({ first: 1, last: order!.rows, distinct: order!.rows, wrong: 0 });
    // The same by when commands began (as transaction numbers do) is wrong: the experiment can tell.
    expect(order!.wrongByBeginning).toBeGreaterThan(0);
    expect(await log.head(test.db.main)).toBe(order!.rows);
  });
});
