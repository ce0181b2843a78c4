import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Database, FileStore, isId, Jobs, logger, newId, notFound, PictureEncoder, Refusal, sql, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { Providers } from '../networks/providers.js';

/** The job that copies a picture from a provider. */
export const PICTURE_JOB = 'identity-picture';
/** Bytes of a picture that are still taken, … */
const LARGEST = 5 * 1024 * 1024;
/** … and the longest side that is kept, in pixels. */
const SIDE = 400;

/** Pictures of identities: copied once, made anew, and shown to their owner from here, never from where they came from. */
@Injectable()
export class PictureService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly providers: Providers,
    private readonly encoder: PictureEncoder,
    private readonly store: FileStore,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.define(PICTURE_JOB, async (payload) => {
      const { identity, url } = payload as { identity: string; url: string };
      await this.copy(identity, url);
    });
  }

  /** A picture that cannot be had is not worth a second try: the person has a sign of initials. */
  async copy(identityId: string, url: string): Promise<void> {
    const bytes = await this.fetch(url);
    if (bytes === undefined) return;
    const id = newId();
    await this.store.put(id, bytes);
    const kept = await this.database.main.rows(
      sql`update identity set picture_id = ${id} where id = ${identityId} and picture_id is null returning id`,
    );
    if (kept.length === 0) await this.store.remove(id);
  }

  /** The owner's own. @throws Refusal NOT_FOUND */
  async open(viewer: Viewer, identityId: string): Promise<{ bytes: Readable; size: number }> {
    if (viewer.personId === null) throw unauthenticated();
    if (!isId(identityId)) throw notFound();
    const found = await this.database.main.row<{ pictureId: string }>(
      sql`select picture_id as "pictureId" from identity where id = ${identityId} and person_id = ${viewer.personId} and picture_id is not null`,
    );
    const size = found === undefined ? undefined : await this.store.sizeOf(found.pictureId);
    if (size === undefined) throw notFound();
    return { bytes: this.store.read(found!.pictureId), size };
  }

  private async fetch(url: string): Promise<Buffer | undefined> {
    try {
      if (!/^https?:$/.test(new URL(url).protocol)) return undefined;
      const answer = await this.providers.outside.call(url, { most: LARGEST });
      if (answer.status !== 200) return undefined;
      return (await this.encoder.encode(answer.body, SIDE)).bytes;
    } catch (error) {
      if (!(error instanceof Refusal)) logger.info({ error: String(error) }, 'a picture was not copied');
      return undefined;
    }
  }
}
