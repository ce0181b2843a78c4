import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Database, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { EmailClaims } from '../accounts/email-claims.js';
import { AccountTokens } from '../links/account-tokens.js';
import { linkOver } from '../links/link-over.js';
import { SessionService } from '../sessions/session.service.js';
import { lockAccount } from './linking.service.js';

/** "It was not me": the link in the letter that tells of a linking. It came to a proven address, so there is a way in left. */
@Injectable()
export class LinkUndoService {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccountTokens,
    private readonly claims: EmailClaims,
    private readonly sessions: SessionService,
    private readonly log: InteractionLog,
  ) {}

  /** @throws Refusal CONFLICT when the link is over */
  async undo(viewer: Viewer, token: string): Promise<boolean> {
    await this.database.transaction(async (tx) => {
      const used = await this.tokens.use(tx, token, 'undo_link');
      if (used === undefined) throw linkOver();
      await lockAccount(tx, used.accountId);
      const [gone] = await rows<{ provider: string; personId: string }>(
        tx,
        sql`delete from identity where id = ${used.identityId} returning provider, person_id as "personId"`,
      );
      // Whoever linked it may sit in any of them.
      await this.sessions.endOthers(tx, used.accountId, null);
      await this.claims.dropPending(tx, used.accountId);
      if (gone === undefined) return;
      const { personId, provider } = gone;
      await this.log.append(tx, {
        ...ownAct(viewer, 'identity.unlinked', { provider }),
        personId,
        actorPersonId: personId,
        visitorHash: null,
      });
    });
    return true;
  }
}
