import { Injectable } from '@nestjs/common';
import { recordedAs } from '@veche/identity';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Clock, DAY, Database, isId } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { SearchRecordRepository } from './search-record.repository.js';

/** How long the texts of searches are kept, in milliseconds. The log keeps that there was a search, never its words. */
export const KEPT = 90 * DAY;

/** Records searches and the results that were opened: by person with their consent, else by the visitor's hash of the day. */
@Injectable()
export class SearchRecorder {
  constructor(
    private readonly database: Database,
    private readonly records: SearchRecordRepository,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /** Durable when it returns. */
  async performed(viewer: Viewer, search: { id: string; text: string; topicIds: readonly string[] }): Promise<void> {
    const recorded = recordedAs(viewer);
    await this.database.transaction(async (tx) => {
      await this.records.add(tx, recorded, { ...search, at: this.clock.now() });
      await this.log.append(tx, ownAct(recorded, 'search.performed', { searchId: search.id, results: search.topicIds.length }));
    });
  }

  /** @returns whether it was noted: false for a result opened before, and for what is not this viewer's search */
  async clicked(viewer: Viewer, searchId: string, topicId: string): Promise<boolean> {
    if (!isId(searchId) || !isId(topicId)) return false;
    const recorded = recordedAs(viewer);
    return this.database.transaction(async (tx) => {
      const audienceId = await this.records.addClick(tx, viewer, recorded, { searchId, topicId, at: this.clock.now() });
      if (audienceId === undefined) return false;
      await this.log.append(tx, ownAct(recorded, 'search.clicked', { searchId }, { topicId, audienceId }));
      return true;
    });
  }

  /** Forgets the texts whose time is over. A job calls it every night. */
  async forget(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT);
    await this.database.transaction((tx) => this.records.forgetBefore(tx, before));
  }
}
