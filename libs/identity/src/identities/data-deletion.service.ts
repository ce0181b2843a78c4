import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { InteractionLog } from '@veche/interactions';
import { Clock, CONFIG, type Config, Database, FileStore, forbidden, rows, sql } from '@veche/platform';
import { subjectOfSignedRequest } from '../networks/signed-request.js';

/** Where Facebook posts that somebody wants to be forgotten; its signature is the proof, so no page of ours need have sent it. */
export const DELETION_PATH = '/auth/facebook/deletion';

/** Forgets what came from a network when the network says that its person wants so. What they wrote here is not from there. */
@Injectable()
export class DataDeletionService {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'LOGIN_FACEBOOK_SECRET'>,
  ) {}

  /** @returns the code by which it can be asked after, whether we knew them or not. @throws Refusal FORBIDDEN when it is not Facebook's */
  async forget(signedRequest: unknown): Promise<string> {
    const secret = this.config.LOGIN_FACEBOOK_SECRET;
    const subject = secret === undefined ? undefined : subjectOfSignedRequest(signedRequest, secret, this.clock.now());
    if (subject === undefined) throw forbidden();
    const code = randomBytes(10).toString('hex');
    const pictures = await this.database.transaction((tx) => this.remove(tx, subject, code));
    await Promise.all(pictures.map((id) => this.store.remove(id)));
    return code;
  }

  /** Whether a request of this code was made, and done. */
  async isDone(code: string): Promise<boolean> {
    if (!/^[0-9a-f]{20}$/.test(code)) return false;
    return (await this.database.main.row(sql`select from data_deletion where code = ${code} and done_at is not null`)) !== undefined;
  }

  private async remove(tx: Parameters<Parameters<Database['transaction']>[0]>[0], subject: string, code: string): Promise<string[]> {
    const now = this.clock.now();
    const gone = await rows<{ personId: string; pictureId: string | null; provider: string }>(
      tx,
      sql`delete from identity where issuer = 'facebook' and subject = ${subject} returning person_id as "personId", picture_id as "pictureId", provider`,
    );
    await rows(tx, sql`insert into data_deletion (code, provider, asked_at, done_at) values (${code}, 'facebook', ${now}, ${now})`);
    await this.log.append(
      tx,
      ...gone.map(({ personId, provider }) => ({
        ...{ kind: 'identity.unlinked' as const, payload: { provider }, channel: 'system' as const },
        ...{ personId, actorPersonId: personId },
      })),
    );
    return gone.flatMap(({ pictureId }) => pictureId ?? []);
  }
}
