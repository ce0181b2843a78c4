import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type BrakeRule,
  Clock,
  DAY,
  Database,
  FileStore,
  Jobs,
  PictureEncoder,
  isId,
  newId,
  notFound,
  rows,
  sql,
  unauthenticated,
} from '@veche/platform';
import { EVERYONE, Gate, type Viewer, visibleReply, visibleTopic } from '@veche/visibility';

/** Pictures that a person may upload in a day; a refused one counts too, since it cost as much. */
export const UPLOADS: BrakeRule = { name: 'upload', points: 100, seconds: 86_400 };
/** A picture that no text shows is kept for this long. */
const UNATTACHED_FOR = 2 * DAY;

/** What an upload answers with. */
export interface FileRef {
  id: string;
  url: string;
  /** To be pasted into a text. */
  markdown: string;
  width: number;
  height: number;
}

/** A picture on its way to somebody who may see it. */
export interface OpenFile {
  mediaType: string;
  bytes: Buffer;
  /** Anybody may see it, so anybody's cache may keep it for a while. */
  isForEveryone: boolean;
}

/** Uploaded pictures: their uploader's alone until a text shows them, then seen with that text. */
@Injectable()
export class FileService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly gate: Gate,
    private readonly store: FileStore,
    private readonly encoder: PictureEncoder,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.define('unattached-files', () => this.removeUnattached(), '40 * * * *');
  }

  /**
   * Takes a picture.
   * @param name the file's name, for the alternative text
   * @throws Refusal UNAUTHENTICATED, INVALID (field file)
   */
  async add(viewer: Viewer, upload: Buffer, name: string): Promise<FileRef> {
    if (viewer.personId === null) throw unauthenticated();
    const { bytes, width, height } = await this.encoder.encode(upload);
    const id = newId();
    // The row comes first: bytes without a row would never be found again, a row without bytes is cleared away after two days.
    await this.database.main.rows(
      sql`insert into file (id, owner_person_id, media_type, width, height, bytes, created_at)
          values (${id}, ${viewer.personId}, 'image/webp', ${width}, ${height}, ${bytes.length}, ${this.clock.now()})`,
    );
    await this.store.put(id, bytes);
    const url = `/files/${id}`;
    return { id, url, markdown: `![${alternativeOf(name)}](${url})`, width, height };
  }

  /** @throws Refusal NOT_FOUND, also when its text is not seen by this viewer */
  async open(viewer: Viewer, id: string): Promise<OpenFile> {
    if (!isId(id)) throw notFound();
    // A picture nobody has shown yet is its owner's; the others are seen with the very text, by its own rule.
    const unattached = viewer.personId === null ? sql`false` : sql`f.owner_person_id = ${viewer.personId}`;
    const found = await this.gate.readerFor(viewer).row<{ mediaType: string; isForEveryone: boolean }>(
      sql`select f.media_type as "mediaType", coalesce(f.audience_id = ${EVERYONE} and f.topic_state = 'published' and coalesce(r.state, 'published') = 'published'
              and coalesce(r.parent_state, 'published') = 'published', false) as "isForEveryone"
          from file f left join topic t on t.id = f.topic_id left join reply r on r.id = f.reply_id
          where f.id = ${id} and case when f.topic_id is null then ${unattached}
            when f.reply_id is null then ${visibleTopic(viewer, 't')} else ${visibleReply(viewer, 'r')} end`,
    );
    if (found === undefined) throw notFound();
    const bytes = await this.store.whole(id).catch(() => {
      throw notFound();
    });
    return { ...found, bytes };
  }

  /** Removes pictures that no text has shown in two days. Public for its job and its spec. */
  async removeUnattached(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - UNATTACHED_FOR);
    const removed = await this.database.transaction((tx) =>
      rows<{ id: string }>(tx, sql`delete from file where topic_id is null and created_at < ${before} returning id`),
    );
    for (const { id } of removed) await this.store.remove(id);
  }
}

/** The file's name without its ending, of characters that mean nothing in Markdown. */
function alternativeOf(name: string): string {
  const bare = name.replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}.,-]+/gu, ' ');
  return [...bare.trim()].slice(0, 80).join('');
}
