import { Injectable } from '@nestjs/common';
import { Database, sql } from '@veche/platform';

/** What of another platform is here already: asked before anything is converted, so that a repeated import is quick. */
@Injectable()
export class ImportReader {
  constructor(private readonly database: Database) {}

  /** Those of the external ids that no topic of the source has. */
  missingTopics(source: string, externalIds: readonly string[]): Promise<Set<string>> {
    return this.missing(source, externalIds, 'topic');
  }

  /** Those of the external ids that no reply of the source has. */
  missingReplies(source: string, externalIds: readonly string[]): Promise<Set<string>> {
    return this.missing(source, externalIds, 'reply');
  }

  /** External id of the topic of each reply that is here. */
  async topicsOfReplies(source: string, externalIds: readonly string[]): Promise<Map<string, string>> {
    const found = await this.database.main.rows<{ reply: string; topic: string }>(
      sql`select r.external_id as reply, t.external_id as topic from reply r join topic t on t.id = r.topic_id
          where r.source = ${source} and r.external_id = any(${externalIds}::text[])`,
    );
    return new Map(found.map(({ reply, topic }) => [reply, topic]));
  }

  private async missing(source: string, externalIds: readonly string[], table: 'topic' | 'reply'): Promise<Set<string>> {
    const found = await this.database.main.rows<{ externalId: string }>(
      table === 'topic'
        ? sql`select external_id as "externalId" from topic where source = ${source} and external_id = any(${externalIds}::text[])`
        : sql`select external_id as "externalId" from reply where source = ${source} and external_id = any(${externalIds}::text[])`,
    );
    const here = new Set(found.map(({ externalId }) => externalId));
    return new Set(externalIds.filter((id) => !here.has(id)));
  }
}
