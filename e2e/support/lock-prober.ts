import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** What somebody who reads and writes all the time had to wait at most, in milliseconds. */
export interface LongestWaits {
  read: number;
  write: number;
  /** How often each was tried. */
  tries: number;
}

/** Reads and writes a topic and its replies again and again, as traffic does, while something else is done. */
export async function probing(url: string, work: () => Promise<unknown>): Promise<LongestWaits> {
  const waits: LongestWaits = { read: 0, write: 0, tries: 0 };
  let isOver = false;
  const [reader, writer] = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })];
  await Promise.all([reader.connect(), writer.connect()]);
  const topic = (await reader.query<{ id: string }>('select id from topic limit 1')).rows[0]!.id;
  const measured = async (kind: 'read' | 'write', once: () => Promise<unknown>): Promise<void> => {
    while (!isOver) {
      const began = performance.now();
      await once();
      waits[kind] = Math.max(waits[kind], performance.now() - began);
      waits.tries += 1;
      await pause(5);
    }
  };
  const both = Promise.all([
    measured('read', () =>
      reader.query('select t.title, r.body_html from topic t join reply r on r.topic_id = t.id where t.id = $1 limit 20', [topic]),
    ),
    measured('write', async () => {
      await writer.query('begin');
      await writer.query('select from topic where id = $1 for update', [topic]);
      await writer.query('update topic set vote_count = vote_count + 1 where id = $1', [topic]);
      await writer.query('update reply set vote_count = vote_count + 1 where id = (select id from reply where topic_id = $1 limit 1)', [
        topic,
      ]);
      await writer.query('commit');
    }),
  ]);
  try {
    await Promise.race([work(), both]);
  } finally {
    isOver = true;
    await both;
    await Promise.all([reader.end(), writer.end()]);
  }
  return waits;
}
