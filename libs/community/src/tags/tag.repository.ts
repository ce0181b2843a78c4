import { Injectable } from '@nestjs/common';
import { Clock, type Tx, invalid, newId, newTopicKey, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { labelSlug } from '../topics/slug.js';
import { topicCountOf } from '../topics/topic-tally.js';

/** How many tags a topic may have, and how long a tag's name may be. */
export const MOST_TAGS = 5;
export const LONGEST_TAG = 40;

/**
 * A tag's name as it is kept: lower case, spaces folded, so that one label is one tag whatever the database's locale.
 * @throws Refusal INVALID, field `tags` unless told
 */
export function tagName(typed: string, field = 'tags'): string {
  const name = folded(typed);
  if (name === '' || [...name].length > LONGEST_TAG || /[,<>"\p{Cc}\p{Cs}]/u.test(name)) {
    throw invalid(field, {
      en: `A tag has 1 to ${LONGEST_TAG} characters, without commas, quotes and angle brackets.`,
      ru: `В метке от 1 до ${LONGEST_TAG} знаков, без запятых, кавычек и угловых скобок.`,
    });
  }
  return name;
}

/** The same for names that nobody types: whatever does not fit is dropped. */
export function tagNameOf(foreign: string): string {
  const name = folded(foreign.replace(/[,<>"\p{Cc}\p{Cs}]/gu, ' '));
  return [...name].slice(0, LONGEST_TAG).join('').trim();
}

function folded(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** Tags by name, synonyms resolved. */
@Injectable()
export class TagRepository {
  constructor(private readonly clock: Clock) {}

  /**
   * Ids by (kept) name; tags that are new are made. A synonym stands for its tag where the viewer sees that tag, else it is a name like
   * any other: a tag's real name may be all that is known of a hidden topic. Any number of names, a fixed number of statements.
   */
  async resolve(tx: Tx, viewer: Viewer, names: readonly string[]): Promise<Map<string, string>> {
    // In one order everywhere, so that two transactions that make the same tags do not wait for each other in a ring.
    const asked = [...new Set(names)].sort();
    let known = await this.find(tx, viewer, asked);
    // A second round finds those whose slug another name has taken; it gives them a random ending.
    for (const ending of [() => '', () => `-${newTopicKey().slice(0, 4)}`]) {
      const missing = asked.filter((name) => !known.has(name));
      if (missing.length === 0) break;
      await this.make(tx, missing, ending);
      known = await this.find(tx, viewer, asked);
    }
    return known;
  }

  private async find(tx: Tx, viewer: Viewer, names: readonly string[]): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const found = await rows<{ name: string; id: string }>(
      tx,
      sql`select name, id from tag where lower(name) = any(${names}::text[])
          union all select y.name, g.id from tag_synonym y join tag g on g.id = y.tag_id
            where y.name = any(${names}::text[]) and ${topicCountOf(viewer, 'g')} > 0
              and not exists (select from tag where lower(tag.name) = y.name)`,
    );
    return new Map(found.map(({ name, id }) => [name, id]));
  }

  private async make(tx: Tx, names: readonly string[], ending: () => string): Promise<void> {
    const made = names.map((name) => ({ id: newId(), slug: `${labelSlug(name) || 'tag'}${ending()}`, name }));
    await rows(
      tx,
      sql`insert into tag (id, slug, name, created_at)
          select id, slug, name, ${this.clock.now()} from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) as made(id uuid, slug text, name text)
          on conflict do nothing`,
    );
  }
}
