import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { AuditLog } from '@veche/interactions';
import { Clock, Database, MAX_MARKDOWN, fileIdsIn, invalid, newId, renderMarkdown, rows, sql, textBetween } from '@veche/platform';
import { STAFF, type Viewer, inAudience } from '@veche/visibility';
import { insist } from '../objection.js';
import { objectionToNote } from '../topics/topic.policy.js';
import { TopicRepository } from '../topics/topic.repository.js';
import type { Note } from './note.type.js';

/** Notes shown with a topic at most, the newest. */
const SHOWN = 100;

/** Remarks between people of the company. They are housekeeping: the audit log knows of them, no customer's record does. */
@Injectable()
export class NoteService {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, INVALID (field body) */
  async add(viewer: Viewer, topicId: string, body: string): Promise<Note> {
    insist(objectionToNote(viewer));
    const bodyMd = textBetween('body', body, 1, MAX_MARKDOWN, { en: 'The note', ru: 'Заметка' });
    const bodyHtml = renderMarkdown(bodyMd);
    // A picture is seen with the text that shows it, and a note is seen by fewer people than its topic.
    if (fileIdsIn(bodyHtml).length > 0) {
      throw invalid('body', {
        en: 'A note holds words only; leave the picture out.',
        ru: 'В заметке бывает только текст: уберите картинку.',
      });
    }
    const id = newId();
    return this.database.transaction(async (tx) => {
      const topic = await this.topics.lock(tx, viewer, topicId);
      await rows(
        tx,
        sql`insert into note (id, audience_id, topic_id, body_md, body_html, author_person_id, created_at)
            values (${id}, ${STAFF}, ${topic.id}, ${bodyMd}, ${bodyHtml}, ${viewer.personId}, ${this.clock.now()})`,
      );
      await this.audit.record(tx, viewer, 'note.added', topic.id, { noteId: id });
      const [note] = await rows<Note>(tx, sql`select ${COLUMNS} where n.id = ${id}`);
      return note!;
    });
  }

  /** Remarks on a topic that the viewer has seen, oldest first; none for who is not of the company, and no statement either. */
  async ofTopic(viewer: Viewer, topicId: string): Promise<Note[]> {
    if (!inAudience(viewer, STAFF)) return [];
    const newest = await this.database.main.rows<Note>(
      sql`select ${COLUMNS} where n.topic_id = ${topicId} order by n.created_at desc, n.id desc limit ${SHOWN}`,
    );
    return newest.reverse();
  }
}

const COLUMNS = sql`n.id, n.body_html as "bodyHtml", ${personJson('p')} as author, n.created_at as "createdAt"
  from note n join person p on p.id = n.author_person_id`;
