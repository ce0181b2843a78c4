import { Injectable } from '@nestjs/common';
import { type Sql, type Tx, invalid, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { ProductRepository } from '../products/product.repository.js';
import { MOST_TAGS, TagRepository, tagName } from '../tags/tag.repository.js';
import type { LockedTopic } from './topic.repository.js';

/** What a topic hangs its labels on: its audience and state as they are under the lock. */
type Labelled = Pick<LockedTopic, 'id' | 'audienceId' | 'state'>;

/** Which products and tags a topic has. Unchanged ones keep their rows, so that no tally moves for nothing. */
@Injectable()
export class TopicLabels {
  constructor(
    private readonly products: ProductRepository,
    private readonly tags: TagRepository,
  ) {}

  /**
   * @param slugs of the products that the topic is to have from now on
   * @returns their ids, and whether anything changed
   * @throws Refusal INVALID, field `products`
   */
  async setProducts(tx: Tx, topic: Labelled, slugs: readonly string[]): Promise<{ ids: string[]; changed: boolean }> {
    const has = await rows<{ id: string }>(tx, sql`select product_id as id from topic_product where topic_id = ${topic.id}`);
    const kept = has.map(({ id }) => id);
    const ids = await this.products.resolve(tx, slugs, kept);
    return { ids, changed: await this.replace(tx, sql`topic_product`, sql`product_id`, topic, ids) };
  }

  /**
   * @param names as typed; synonyms of tags that the viewer sees are resolved, new tags made
   * @returns whether anything changed
   * @throws Refusal INVALID, field `tags`
   */
  async setTags(tx: Tx, viewer: Viewer, topic: Labelled, names: readonly string[]): Promise<boolean> {
    const wanted = [...new Set(names.map((name) => tagName(name)))];
    if (wanted.length > MOST_TAGS) {
      throw invalid('tags', { en: `A topic has at most ${MOST_TAGS} tags.`, ru: `У темы не больше ${MOST_TAGS} меток.` });
    }
    const ids = [...new Set((await this.tags.resolve(tx, viewer, wanted)).values())];
    return this.replace(tx, sql`topic_tag`, sql`tag_id`, topic, ids);
  }

  private async replace(tx: Tx, table: Sql, column: Sql, topic: Labelled, ids: readonly string[]): Promise<boolean> {
    const [change] = await rows<{ n: number }>(
      tx,
      sql`with gone as (
            delete from ${table} where topic_id = ${topic.id} and ${column} <> all(${ids}::uuid[]) returning 1
          ), come as (
            insert into ${table} (topic_id, audience_id, topic_state, ${column})
            select ${topic.id}, ${topic.audienceId}, ${topic.state}, id from unnest(${[...ids].sort()}::uuid[]) as id
            on conflict do nothing returning 1
          )
          select ((select count(*) from gone) + (select count(*) from come))::integer as n`,
    );
    return change!.n > 0;
  }
}
