import { Injectable } from '@nestjs/common';
import { InteractionLog, type NewInteraction } from '@veche/interactions';
import { Database, type Tx, excerptOf, newId, newTopicKey, renderMarkdown, rows, sql } from '@veche/platform';
import { EVERYONE, visitor } from '@veche/visibility';
import { TagRepository, tagNameOf } from '../tags/tag.repository.js';
import { topicSlug } from '../topics/slug.js';
import { LONGEST_TITLE } from '../topics/topic-text.js';
import type { ImportOutcome, ImportedTopic } from './imported.js';

/** A topic that was just added. */
interface Added {
  id: string;
  externalId: string;
  authorPersonId: string | null;
}

/** Topics of another platform, written by the hundred. Trusted work: for imports only. */
@Injectable()
export class ImportedTopics {
  constructor(
    private readonly database: Database,
    private readonly log: InteractionLog,
    private readonly tags: TagRepository,
  ) {}

  /**
   * Adds the topics that are not there yet in one transaction, for everyone, with tags, status signed "imported" and their history in the log marked as
   * imported; what is there stays as it is, edits made here included. A handful of statements for any number.
   * @param source never "portal"; authors are looked up among the people of the same source
   */
  add(source: string, topics: readonly ImportedTopic[]): Promise<ImportOutcome> {
    return this.database.transaction((tx) => this.write(tx, source, topics));
  }

  private async write(tx: Tx, source: string, topics: readonly ImportedTopic[]): Promise<ImportOutcome> {
    const wanted = new Map(topics.map((topic) => [topic.externalId, topic]));
    const missing = new Map(wanted);
    const added: Added[] = [];
    // Another import may add the same topic meanwhile; a random key that is taken (once in 10¹² pairs) costs that topic another round.
    for (let round = 0; round < 5; round += 1) {
      for (const externalId of await this.find(tx, source, [...missing.keys()])) missing.delete(externalId);
      if (missing.size === 0) break;
      for (const one of await this.insert(tx, source, [...missing.values()])) {
        added.push(one);
        missing.delete(one.externalId);
      }
    }
    if (missing.size > 0) throw new Error(`no free topic key in five draws for ${[...missing.keys()].join(', ')}`);
    const news = added.map((one) => ({ ...wanted.get(one.externalId)!, ...one }));
    await this.label(tx, news);
    await this.sign(tx, news);
    await this.log.append(tx, ...news.flatMap(historyOf));
    return { added: added.length, left: [] };
  }

  private async find(tx: Tx, source: string, externalIds: readonly string[]): Promise<Set<string>> {
    const found = await rows<{ externalId: string }>(
      tx,
      sql`select external_id as "externalId" from topic where source = ${source} and external_id = any(${externalIds}::text[])`,
    );
    return new Set(found.map(({ externalId }) => externalId));
  }

  private insert(tx: Tx, source: string, topics: readonly ImportedTopic[]): Promise<Added[]> {
    return rows<Added>(
      tx,
      sql`insert into topic (id, key, slug, kind, audience_id, status, title, body_md, body_html, excerpt, author_person_id, author_name,
            created_at, moved_at, closed_at, imported_score, source, external_id)
          select w.id, w.key, w.slug, w.kind, ${EVERYONE}, w.status, w.title, w.body_md, w.body_html, w.excerpt, p.id, coalesce(p.name, w.author_name),
            w.created_at, greatest(w.moved_at, w.created_at), w.closed_at, w.score, ${source}, w.external_id
          from jsonb_to_recordset(${JSON.stringify(topics.map(rowOf))}::jsonb) as w (id uuid, key text, slug text, kind text, status text, title text,
            body_md text, body_html text, excerpt text, author_external_id text, author_name text, created_at timestamptz, moved_at timestamptz,
            closed_at timestamptz, score integer, external_id text)
          left join person p on p.source = ${source} and p.external_id = w.author_external_id
          on conflict do nothing
          returning id, external_id as "externalId", author_person_id as "authorPersonId"`,
    );
  }

  private async label(tx: Tx, topics: readonly (ImportedTopic & Added)[]): Promise<void> {
    const named = topics
      .flatMap(({ id, tags }) => tags.map((tag) => ({ topicId: id, name: tagNameOf(tag) })))
      .filter(({ name }) => name !== '');
    if (named.length === 0) return;
    const ids = await this.tags.resolve(
      tx,
      visitor(),
      named.map(({ name }) => name),
    );
    const pairs = named.flatMap(({ topicId, name }) => {
      const tagId = ids.get(name);
      return tagId === undefined ? [] : [{ topicId, tagId }];
    });
    await rows(
      tx,
      sql`insert into topic_tag (topic_id, audience_id, topic_state, tag_id)
          select distinct topic_id, ${EVERYONE}::integer, 'published', tag_id
          from unnest(${pairs.map(({ topicId }) => topicId)}::uuid[], ${pairs.map(({ tagId }) => tagId)}::uuid[]) as w (topic_id, tag_id)
          on conflict do nothing`,
    );
  }

  /** What the company had decided there, without the name and words of anybody here. */
  private async sign(tx: Tx, topics: readonly (ImportedTopic & Added)[]): Promise<void> {
    const decided = topics.filter(({ status }) => status !== null && status !== 'OPEN');
    if (decided.length === 0) return;
    await rows(
      tx,
      sql`insert into status_change (id, topic_id, audience_id, topic_state, from_status, to_status, word_md, word_html, is_imported, created_at)
          select id, topic_id, ${EVERYONE}, 'published', 'OPEN', to_status, '', '', true, created_at
          from unnest(${decided.map(() => newId())}::uuid[], ${decided.map(({ id }) => id)}::uuid[], ${decided.map(({ status }) => status)}::text[],
            ${decided.map(movedAt)}::timestamptz[]) as w (id, topic_id, to_status, created_at)`,
    );
  }
}

function rowOf(topic: ImportedTopic): Record<string, unknown> {
  const bodyHtml = renderMarkdown(topic.bodyMarkdown);
  const excerpt = excerptOf(bodyHtml);
  const title = [...topic.title].slice(0, LONGEST_TITLE).join('').trim() || [...excerpt].slice(0, 80).join('') || '…';
  return {
    id: newId(),
    key: newTopicKey(),
    slug: topicSlug(title),
    kind: topic.kind,
    status: topic.status,
    title,
    body_md: topic.bodyMarkdown,
    body_html: bodyHtml,
    excerpt,
    author_external_id: topic.authorExternalId,
    author_name: topic.authorName,
    created_at: topic.createdAt,
    moved_at: movedAt(topic),
    closed_at: topic.closedAt,
    score: topic.score,
    external_id: topic.externalId,
  };
}

function movedAt({ movedAt: moved, createdAt }: ImportedTopic): Date {
  return moved ?? createdAt;
}

function historyOf(topic: ImportedTopic & Added): NewInteraction[] {
  const common = { personId: topic.authorPersonId, topicId: topic.id, audienceId: EVERYONE, channel: 'import', isImported: true } as const;
  const asked: NewInteraction<'topic.asked'> = {
    ...common,
    kind: 'topic.asked',
    actorPersonId: topic.authorPersonId,
    occurredAt: topic.createdAt,
    payload: {
      topicKind: topic.kind,
      audience: 'EVERYONE',
      importedScore: topic.score,
      ...(topic.status !== null && { importedStatus: topic.status }),
    },
  };
  if (topic.closedAt === null) return [asked];
  return [asked, { ...common, kind: 'topic.closed', actorPersonId: null, occurredAt: topic.closedAt, payload: {} }];
}
