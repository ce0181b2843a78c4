// Lets things happen to people until each has EACH interactions, several people at a time; then it ends. After a kill it continues:
// what was committed counts, what was not is done again. Environment: EACH, PAUSE (longest wait between two of a person, in ms).
import { InteractionLog } from '@veche/interactions';
import { Database, rows, sql } from '@veche/platform';
import { startCore } from './crm-storm-core.mjs';

const KINDS = ['topic.followed', 'topic.unfollowed', 'answer.helped', 'answer.not_helped', 'person.profile_edited'];
const core = await startCore();
const [database, log] = [core.get(Database), core.get(InteractionLog)];
const people = await database.main.rows(sql`select id from person where handle like 'storm-%' order by id`);
process.stdout.write('ready\n');
await Promise.all(people.map(({ id }) => live(id)));
process.exit(0);

async function live(personId) {
  while (await act(personId)) await new Promise((resume) => setTimeout(resume, Math.random() * Number(process.env.PAUSE)));
}

/** One command of this person; false when nothing is left to do. */
function act(personId) {
  return database.transaction(async (tx) => {
    await rows(tx, sql`select from person where id = ${personId} for update`);
    const [{ done }] = await rows(tx, sql`select count(*)::integer as done from interaction where person_id = ${personId}`);
    if (done >= Number(process.env.EACH)) return false;
    const kind = KINDS[Math.floor(Math.random() * KINDS.length)];
    await log.append(tx, { kind, payload: {}, personId, actorPersonId: personId, channel: 'web' });
    return true;
  });
}
