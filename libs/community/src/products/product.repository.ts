import { Injectable } from '@nestjs/common';
import { type Tx, invalid, rows, sql } from '@veche/platform';

/** How many products a topic may concern. */
export const MOST_PRODUCTS = 5;

/** Products by their slugs. */
@Injectable()
export class ProductRepository {
  /**
   * Ids of products that topics may be about. Archived ones keep the topics they have (`kept`) and get no new ones.
   * @throws Refusal INVALID, field `products`
   */
  async resolve(tx: Tx, slugs: readonly string[], kept: readonly string[] = []): Promise<string[]> {
    const asked = [...new Set(slugs)];
    if (asked.length > MOST_PRODUCTS) {
      throw invalid('products', {
        en: `A topic concerns at most ${MOST_PRODUCTS} products.`,
        ru: `Тема касается не больше ${MOST_PRODUCTS} продуктов.`,
      });
    }
    if (asked.length === 0) return [];
    const found = await rows<{ id: string; slug: string }>(
      tx,
      sql`select id, slug from product where slug = any(${asked}::text[]) and (not is_archived or id = any(${kept}::uuid[]))`,
    );
    if (found.length < asked.length) {
      throw invalid('products', {
        en: 'There is no such product. Choose one of the list.',
        ru: 'Такого продукта нет. Выберите из списка.',
      });
    }
    return found.map(({ id }) => id);
  }
}
