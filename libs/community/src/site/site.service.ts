import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Database, type Message, invalid, rows, sql, textBetween } from '@veche/platform';
import { Gate, type Viewer } from '@veche/visibility';
import { productFields } from '../products/product.sql.js';
import { isHexColour, readableAccent } from './accent.js';
import { touchSite } from './site.version.js';
import type { Site } from './site.type.js';

const NAME: Message = { en: 'The name', ru: 'Название' };

/** The name, the colour and the products of this installation. */
@Injectable()
export class SiteService {
  constructor(
    private readonly database: Database,
    private readonly gate: Gate,
    private readonly audit: AuditLog,
  ) {}

  /** One statement. */
  async site(viewer: Viewer): Promise<Site> {
    const offered = viewer.roles.has('ADMIN') ? sql`true` : sql`not p.is_archived`;
    const found = await this.gate.readerFor(viewer).row<Site>(
      sql`select s.name, s.accent, (
            select coalesce(jsonb_agg(to_jsonb(o) - 'position' order by o.position, o.slug), '[]')
            from (select ${productFields(viewer, 'p')}, p.position from product p where ${offered}) as o) as products
          from site s`,
    );
    return found!;
  }

  /**
   * Saves name and colour. A colour on which no text can be read is corrected to the nearest on which it can; the answer has the
   * colour that was saved.
   * @throws Refusal INVALID (`name`, `accent`)
   */
  async save(viewer: Viewer, typedName: string, typedAccent: string): Promise<Site> {
    const name = textBetween('name', typedName, 1, 60, NAME);
    if (!isHexColour(typedAccent)) throw invalid('accent', { en: 'A colour is written as #2f6fde.', ru: 'Цвет записывают так: #2f6fde.' });
    const accent = readableAccent(typedAccent);
    await this.database.transaction(async (tx) => {
      await rows(tx, sql`update site set name = ${name}, accent = ${accent}`);
      await touchSite(tx);
      await this.audit.record(tx, viewer, 'site.changed', name, { accent });
    });
    return this.site(viewer);
  }
}
