import { type Sql, joined, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import type { Objection } from '../objection.js';
import type { TopicFacts } from './topic.policy.js';

/** Facts of most topics: published, open, in no group, and somebody else's. Of its author policies ask only whether it is the viewer. */
const USUAL: Partial<TopicFacts> = { state: 'published', closedAt: null, groupId: null, authorPersonId: 'somebody else' };

/**
 * The condition under which a policy has no objection to a topic (alias `t`) that has not been read yet: the policy is asked about
 * the usual topic, and every fact that it looked at becomes a part of the condition. So a command of one statement is authorised on
 * the row that it locks, by the policy itself and not by a twin of it in SQL.
 * @returns null when the policy objects or looks at something else: then the row must be read
 */
export function supposing(viewer: Viewer, objection: (viewer: Viewer, topic: TopicFacts) => Objection | null): Sql | null {
  const conditions: Sql[] = [];
  let isUsual = true;
  const looked = (fact: string): void => {
    if (fact === 'state') conditions.push(sql`t.state = 'published'`);
    else if (fact === 'closedAt') conditions.push(sql`t.closed_at is null`);
    else if (fact === 'groupId') conditions.push(sql`t.group_id is null`);
    else if (fact === 'authorPersonId') conditions.push(sql`t.author_person_id is distinct from ${viewer.personId}`);
    else isUsual = false;
  };
  const topic = new Proxy(USUAL as TopicFacts, {
    get(facts, fact: keyof TopicFacts) {
      looked(fact);
      return facts[fact];
    },
  });
  const agrees = objection(viewer, topic) === null;
  if (!agrees || !isUsual) return null;
  return conditions.length === 0 ? sql`true` : joined(conditions, ' and ');
}
