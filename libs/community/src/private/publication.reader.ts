import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Database, sql } from '@veche/platform';
import { PRIVATE_FROM, type Viewer, visibleTopic } from '@veche/visibility';
import type { Publication, Publishing } from './publication.type.js';

/** Copies of private topics, for those who see the topic. */
@Injectable()
export class PublicationReader {
  constructor(private readonly database: Database) {}

  /** Null where the viewer sees no private topic under this key. */
  async ofTopic(viewer: Viewer, key: string): Promise<Publishing | null> {
    if (viewer.personId === null || !/^[0-9a-z]{8}$/i.test(key)) return null;
    const found = await this.database.main.row<{ customer: string | null; state: string; asked: Publication[] }>(
      sql`select (select a.person_id from audience a where a.id = t.audience_id) as customer, t.state, (select coalesce(jsonb_agg(o), '[]') from (
            select u.id, u.title, u.body_html as "bodyHtml", ${personJson('a')} as "askedBy", u.asked_at as "askedAt", u.answered_at as "answeredAt",
              u.agreed, u.answered_at is null and u.person_id = ${viewer.personId} as "canAnswer",
              case when p.id is not null then '/t/' || p.key || '/' || p.slug end as "publicPath"
            from publication u left join person a on a.id = u.asked_by_id
              left join topic p on p.id = u.public_topic_id and ${visibleTopic(viewer, 'p')}
            where u.topic_id = t.id order by u.asked_at desc limit 10) o) as asked
          from topic t where t.key = ${key.toLowerCase()} and t.audience_id >= ${PRIVATE_FROM} and ${visibleTopic(viewer, 't')}`,
    );
    if (found === undefined) return null;
    const isOpen = found.asked.some(({ answeredAt }) => answeredAt === null);
    const mayAsk = viewer.roles.has('REPRESENTATIVE') && found.customer !== null && found.customer !== viewer.personId;
    return { canAsk: mayAsk && !isOpen && found.state === 'published', asked: found.asked };
  }
}
