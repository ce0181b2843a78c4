import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import {
  Clock,
  Database,
  type Message,
  type Tx,
  constraintOf,
  invalid,
  isId,
  newId,
  notFound,
  rows,
  sql,
  textBetween,
} from '@veche/platform';
import { Gate, type Viewer } from '@veche/visibility';
import { touchSite } from '../site/site.version.js';
import { labelSlug } from '../topics/slug.js';
import type { ProductInput } from './product.input.js';
import { productFields } from './product.sql.js';
import type { Product } from './product.type.js';

const NAME: Message = { en: 'The name', ru: 'Название' };
const SLUG: Message = { en: 'The address', ru: 'Адрес' };
const DESCRIPTION: Message = { en: 'The description', ru: 'Описание' };

/** What the company's topics are about, as an administrator keeps it. */
@Injectable()
export class ProductService {
  constructor(
    private readonly database: Database,
    private readonly gate: Gate,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** One product with the number of topics that this viewer sees; null when there is none. */
  async bySlug(viewer: Viewer, slug: string): Promise<Product | null> {
    if (slug.includes('\u0000')) return null;
    const found = await this.gate
      .readerFor(viewer)
      .row<Product>(sql`select ${productFields(viewer, 'p')} from product p where p.slug = ${slug}`);
    return found ?? null;
  }

  /**
   * Makes a product, or changes the one with the given id.
   * @throws Refusal NOT_FOUND, INVALID (field)
   */
  async save(viewer: Viewer, input: ProductInput): Promise<Product> {
    const name = textBetween('name', input.name, 1, 80, NAME);
    const slug = slugOf(input.slug ?? '', name);
    const row = {
      id: input.id ?? newId(),
      name,
      slug,
      description: textBetween('description', input.description ?? '', 0, 500, DESCRIPTION),
      archived: input.archived ?? false,
    };
    const isNew = input.id === null || input.id === undefined;
    try {
      await this.database.transaction(async (tx) => {
        await (isNew ? this.insert(tx, row) : this.update(tx, row));
        await this.audit.record(tx, viewer, isNew ? 'product.added' : 'product.changed', row.id, { slug, archived: row.archived });
        await touchSite(tx);
      });
    } catch (error) {
      if (constraintOf(error) !== 'product_slug_key') throw error;
      throw invalid('slug', { en: `Another product has the address "${slug}".`, ru: `Адрес «${slug}» занят другим продуктом.` });
    }
    return (await this.bySlug(viewer, slug))!;
  }

  private async insert(tx: Tx, { id, slug, name, description, archived }: NewProduct): Promise<void> {
    await rows(
      tx,
      sql`insert into product (id, slug, name, description, position, is_archived, created_at)
          select ${id}, ${slug}, ${name}, ${description}, coalesce(max(position), 0) + 1, ${archived}, ${this.clock.now()} from product`,
    );
  }

  private async update(tx: Tx, { id, slug, name, description, archived }: NewProduct): Promise<void> {
    if (!isId(id)) throw notFound();
    const changed = await rows(
      tx,
      sql`update product set slug = ${slug}, name = ${name}, description = ${description}, is_archived = ${archived} where id = ${id} returning 1`,
    );
    if (changed.length === 0) throw notFound();
  }
}

type NewProduct = Omit<Product, 'topicCount'>;

/** As typed, else from the name. @throws Refusal INVALID, field `slug` */
function slugOf(typed: string, name: string): string {
  if (typed.trim() === '') return labelSlug(name) || `product-${newId().slice(-6)}`;
  const slug = textBetween('slug', typed, 1, 60, SLUG);
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) return slug;
  throw invalid('slug', {
    en: 'An address has Latin letters, digits and single hyphens.',
    ru: 'В адресе бывают строчные латинские буквы, цифры и одиночные дефисы.',
  });
}
