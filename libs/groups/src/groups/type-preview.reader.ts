import { Injectable } from '@nestjs/common';
import { Database, notFound, sql } from '@veche/platform';
import type { GroupType, Viewer } from '@veche/visibility';
import { insist } from './group.objections.js';
import { objectionToChangeType } from './group.policy.js';
import { GroupReader } from './group.reader.js';
import type { GroupTypePreview } from './type-preview.type.js';

/** Counts before an owner decides. */
@Injectable()
export class TypePreviewReader {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupReader,
  ) {}

  /** @throws Refusal NOT_FOUND, FORBIDDEN */
  async of(viewer: Viewer, slug: string, to: GroupType): Promise<GroupTypePreview> {
    const group = await this.groups.bySlug(viewer, slug);
    if (group === null) throw notFound();
    insist(objectionToChangeType(group));
    const counted = await this.database.main.row<Pick<GroupTypePreview, 'topics' | 'replies' | 'members' | 'outsiders'>>(
      sql`with t as materialized (select id, author_person_id, answer_count + comment_count as replies from topic where group_id = ${group.id} and state = 'published'),
            members as materialized (select person_id from group_membership where group_id = ${group.id} and state = 'member')
          select (select count(*)::integer from t) as topics, (select coalesce(sum(replies), 0)::integer from t) as replies,
            (select count(*)::integer from members) as members,
            (select count(*)::integer from (
               select author_person_id as id from t
               union select r.author_person_id from reply r join t on t.id = r.topic_id
               union select f.person_id from topic_follow f join t on t.id = f.topic_id) x
             where x.id is not null and x.id not in (select person_id from members)) as outsiders`,
    );
    const from = group.type;
    return {
      ...{ from, to },
      everyoneGains: from !== 'PUBLIC' && to === 'PUBLIC',
      everyoneLoses: from === 'PUBLIC' && to !== 'PUBLIC',
      nameShown: from === 'UNLISTED' && to !== 'UNLISTED',
      nameHidden: from !== 'UNLISTED' && to === 'UNLISTED',
      ...counted!,
    };
  }
}
