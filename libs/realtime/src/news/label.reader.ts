import { Injectable } from '@nestjs/common';
import { Database, sql } from '@veche/platform';
import type { ListSpec } from '../watching/subject.js';

/** What lists choose topics by. */
interface Labels {
  id: string;
  kind: string;
  products: string[];
  tags: string[];
}

/** Says on which lists new topics stand. */
@Injectable()
export class LabelReader {
  constructor(private readonly database: Database) {}

  /** In one statement, for any number of topics. */
  async of(topicIds: readonly string[]): Promise<Map<string, Labels>> {
    const found = await this.database.main.rows<Labels>(
      sql`select t.id, t.kind, array(select slug from product p where p.id = any(t.product_ids)) as products,
            array(select slug from tag g where g.id = any(t.tag_ids)) as tags
          from topic t where t.id = any(${topicIds}::uuid[])`,
    );
    return new Map(found.map((labels) => [labels.id, labels]));
  }
}

/** Does this list show a topic with these labels? */
export function isListed({ kind, product, tag }: ListSpec, labels: Labels | undefined): boolean {
  if (labels === undefined) return false;
  return (
    (kind === undefined || kind === labels.kind) &&
    (product === undefined || labels.products.includes(product)) &&
    (tag === undefined || labels.tags.includes(tag))
  );
}
