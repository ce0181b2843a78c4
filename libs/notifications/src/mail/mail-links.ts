import { Injectable } from '@nestjs/common';
import { PublicOrigin, Secrets, isId } from '@veche/platform';

/** Where the link of every mail leads that ends such mails. */
export const STOP_PATH = '/mail/stop';
const PURPOSE = 'stop-mail:';

/** Links in mails: made from the configured address only, never from what a request says of its host (attack 27). */
@Injectable()
export class MailLinks {
  constructor(
    private readonly origin: PublicOrigin,
    private readonly secrets: Secrets,
  ) {}

  to(path: string): string {
    return this.origin.value + path;
  }

  /** Works without signing in and for this one thing only: the token is sealed with the portal's key. */
  toStop(personId: string): string {
    return this.to(`${STOP_PATH}?token=${this.secrets.seal(PURPOSE + personId).toString('base64url')}`);
  }

  /** Whose mails a token stops; null when it is not one of ours. */
  personOf(token: string): string | null {
    try {
      const text = this.secrets.open(Buffer.from(token.slice(0, 500), 'base64url'));
      const personId = text.slice(PURPOSE.length);
      return text.startsWith(PURPOSE) && isId(personId) ? personId : null;
    } catch {
      return null;
    }
  }
}
