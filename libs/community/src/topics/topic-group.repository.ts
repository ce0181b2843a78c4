import { Injectable } from '@nestjs/common';
import { type Tx, invalid, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';

/** Where a topic goes when it goes into a group. */
export interface TopicPlace {
  groupId: string | null;
  audienceId: number;
}

/** The groups that topics live in, as far as topics need to know. */
@Injectable()
export class TopicGroupRepository {
  /**
   * The place in a group that the viewer writes in. The membership is held until the commit: who is removed at this moment is removed
   * before or after.
   * @throws Refusal INVALID when there is none, or the viewer is no member of it: the difference is nobody's business
   */
  async placeIn(tx: Tx, viewer: Viewer, slug: string): Promise<{ groupId: string; audienceId: number }> {
    const [found] = await rows<{ groupId: string; audienceId: number }>(
      tx,
      sql`select g.id as "groupId", g.content_audience_id as "audienceId" from groups g
          join group_membership m on m.group_id = g.id and m.person_id = ${viewer.personId} and m.state = 'member'
          where g.slug = ${slug.replaceAll('\u0000', ' ')} for share of m`,
    );
    if (found === undefined)
      throw invalid('group', {
        en: 'You are not a member of such a group. Join it first, or choose another place.',
        ru: 'Вы не участник такой группы. Сначала вступите в неё или выберите другое место.',
      });
    return found;
  }
}
