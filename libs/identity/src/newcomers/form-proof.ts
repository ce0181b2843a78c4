import { Field, InputType } from '@nestjs/graphql';
import { Injectable } from '@nestjs/common';
import { Clock, DAY, SECOND, Secrets } from '@veche/platform';

/** What a form of the pages tells of how it was filled in. Who calls the API by a program tells nothing, which is no sign of anything. */
@InputType()
export class FormProofInput {
  @Field(() => String, { nullable: true, description: 'What was written into the field that people neither see nor reach.' })
  trap?: string | null;

  @Field(() => String, { nullable: true, description: 'The `formToken` that the form came with.' })
  token?: string | null;
}

/** Nobody reads a form and fills it in within a second, password manager or not. */
const QUICKEST = SECOND;
/** A tab left open over a weekend is still a tab. */
const OLDEST = 7 * DAY;

/**
 * Tells forms that a person filled in from those that a script did, without anything to solve: a field that is there for scripts alone,
 * and when the form was made, sealed. Nobody is refused by it; what looks like a script's waits for a moderator.
 */
@Injectable()
export class FormProofs {
  constructor(
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Sealed, so that it can be neither made nor read outside; for one person, or for whoever is about to become one. */
  issue(personId: string | null): string {
    return this.secrets.seal(`form ${this.clock.now().getTime()} ${personId ?? ''}`).toString('base64url');
  }

  /** Whether a form was filled in by a script; false of what came by no form. */
  looksLikeMachine(proof: FormProofInput | null | undefined, personId: string | null): boolean {
    if (proof === null || proof === undefined) return false;
    if ((proof.trap ?? '').trim() !== '') return true;
    const made = this.madeAt(proof.token ?? '', personId);
    const age = made === null ? -1 : this.clock.now().getTime() - made;
    return age < QUICKEST || age > OLDEST;
  }

  private madeAt(token: string, personId: string | null): number | null {
    if (token.length > 300) return null;
    try {
      const [, at, whose] = /^form (\d+) (.*)$/.exec(this.secrets.open(Buffer.from(token, 'base64url'))) ?? [];
      return whose === (personId ?? '') ? Number(at) : null;
    } catch {
      // Made by somebody else, touched, or nothing at all.
      return null;
    }
  }
}
