import { Injectable } from '@nestjs/common';
import { ViewerService } from '@veche/identity';
import { InteractionLog, type InteractionKind, type NewInteraction, ownAct } from '@veche/interactions';
import { Database, type Tx, notFound, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { GroupReader } from './group.reader.js';
import { type HeldGroup, GroupRepository } from './group.repository.js';
import type { Group } from './group.type.js';

/** Who is signed in. */
export type Somebody = Viewer & { readonly personId: string };

/** What a command does to the locked group; its answer goes to the log, null when nothing happened. */
export type GroupChange = (tx: Tx, group: HeldGroup, who: Somebody) => Promise<NewInteraction | null>;

/** The one way in which a group changes: lock, ask the policy, change, append; one transaction, and the group as it is then. */
@Injectable()
export class GroupCommand {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupRepository,
    private readonly reader: GroupReader,
    private readonly viewers: ViewerService,
    private readonly log: InteractionLog,
  ) {}

  /** @throws Refusal UNAUTHENTICATED, NOT_FOUND, or what `change` throws */
  async run(viewer: Viewer, slug: string, change: GroupChange): Promise<Group> {
    const who = signedIn(viewer);
    await this.database.transaction(async (tx) => {
      const happened = await change(tx, await this.groups.lock(tx, viewer, slug), who);
      if (happened !== null) await this.log.append(tx, happened);
    });
    return this.answer(who, slug);
  }

  /** The group as its viewer sees it after the commit, with the rights that the command gave or took. */
  async answer(viewer: Somebody, slug: string): Promise<Group> {
    const now = await this.viewers.ofPerson(viewer.personId, viewer.channel);
    const found = await this.reader.bySlug(now, slug);
    if (found === null) throw notFound();
    return found;
  }
}

/** @throws Refusal UNAUTHENTICATED */
export function signedIn(viewer: Viewer): Somebody {
  if (viewer.personId === null) throw unauthenticated();
  return { ...viewer, personId: viewer.personId };
}

/** What happened to a person in a group: it belongs to that person's record, whoever did it. */
export function happenedTo<K extends InteractionKind>(
  viewer: Viewer,
  personId: string,
  kind: K,
  group: HeldGroup,
  payload: NewInteraction<K>['payload'],
): NewInteraction<K> {
  return { ...ownAct(viewer, kind, payload, { audienceId: group.audienceId }), personId };
}
