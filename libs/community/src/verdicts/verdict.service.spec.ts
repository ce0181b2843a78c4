import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import type { NamedAudience, Viewer } from '@veche/visibility';
import { ReplyReader } from '../replies/reply.reader.js';
import type { ReplyCan } from '../replies/reply.type.js';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicReader } from '../topics/topic.reader.js';
import { TopicService } from '../topics/topic.service.js';
import { VerdictService } from './verdict.service.js';

type Who = 'visitor' | 'asker' | 'member' | 'representative' | 'operator' | 'moderator' | 'admin' | 'crmAdmin';
const EVERYBODY: Who[] = ['visitor', 'asker', 'member', 'representative', 'operator', 'moderator', 'admin', 'crmAdmin'];
const VERBS = ['markSolution', 'unmarkSolution', 'markOfficial', 'unmarkOfficial'] as const;

// Who may do what, from product.md: the asker and moderators (administrators moderate) choose solutions, representatives speak officially.
const MAY: Record<(typeof VERBS)[number], Who[]> = {
  markSolution: ['asker', 'moderator', 'admin'],
  unmarkSolution: ['asker', 'moderator', 'admin'],
  markOfficial: ['representative'],
  unmarkOfficial: ['representative'],
};
// Who sees a topic of this audience at all; `member` is another customer.
const SEES: Record<NamedAudience, Who[]> = {
  EVERYONE: EVERYBODY,
  MEMBERS: EVERYBODY.filter((who) => who !== 'visitor'),
  PRIVATE: EVERYBODY.filter((who) => who !== 'visitor' && who !== 'member'),
  STAFF: ['representative', 'operator', 'moderator', 'admin', 'crmAdmin'],
};

describe('verdicts', () => {
  let world: CommunityWorld;
  const people = {} as Record<Who, Viewer>;
  const verdicts = () => world.get(VerdictService);
  const act = (verb: (typeof VERBS)[number], viewer: Viewer, topicId: string, replyId: string) =>
    verb.startsWith('un') ? verdicts()[verb](viewer, topicId) : verdicts()[verb](viewer, replyId);
  beforeAll(async () => {
    world = await communityWorld();
    people.visitor = world.visitor;
    people.asker = await world.person('Asker');
    people.member = await world.person('Member');
    people.representative = await world.person('Representative', 'REPRESENTATIVE');
    people.operator = await world.person('Operator', 'OPERATOR');
    people.moderator = await world.person('Moderator', 'MODERATOR');
    people.admin = await world.person('Admin', 'ADMIN');
    people.crmAdmin = await world.person('CrmAdmin', 'CRM_ADMIN');
  });
  afterAll(() => world.close());

  const table = (['EVERYONE', 'MEMBERS', 'PRIVATE', 'STAFF'] as const).flatMap((audience) => VERBS.map((verb) => ({ audience, verb })));
  it.each(table)(
    '$verb in $audience: who may does, who may not is refused, who does not see finds nothing; `can` says the same',
    async ({ audience, verb }) => {
      // A staff topic is asked by staff; its asker is then the representative.
      const asker = audience === 'STAFF' ? people.representative : people.asker;
      const topic = await world.aTopic(asker, { audience });
      people.asker = await world.again(people.asker);
      const seer = await world.again(asker);
      const answer = await world.anAnswer(people.representative, topic);
      const may = MAY[verb].filter((who) => SEES[audience].includes(who));
      if (audience === 'STAFF' && verb.endsWith('Solution')) may.push('representative');
      for (const who of EVERYBODY) {
        const former = verb.startsWith('un')
          ? act(`m${verb.slice(3)}` as 'markSolution', verb.endsWith('Solution') ? seer : people.representative, topic.id, answer.id)
          : act(`un${verb}` as 'unmarkSolution', verb.endsWith('Solution') ? people.moderator : people.representative, topic.id, answer.id);
        await former.catch(() => undefined);
        const can = (await world.get(ReplyReader).byIds(people[who], [answer.id]))[0]?.can;
        expect({ who, can: can?.[verb as keyof ReplyCan] }).toEqual({
          who,
          can: SEES[audience].includes(who) ? may.includes(who) : undefined,
        });
        const outcome = await act(verb, people[who], topic.id, answer.id).then(
          () => 'done',
          (error: { code: string }) => error.code,
        );
        const expected = may.includes(who)
          ? 'done'
          : !SEES[audience].includes(who)
            ? 'NOT_FOUND'
            : who === 'visitor'
              ? 'UNAUTHENTICATED'
              : 'FORBIDDEN';
        expect({ who, outcome }).toEqual({ who, outcome: expected });
      }
    },
  );

  it('stand side by side and disagree; taking one back leaves the other', async () => {
    const topic = await world.aTopic(people.asker);
    const [theirs, ours] = [await world.anAnswer(people.member, topic), await world.anAnswer(people.representative, topic)];
    await verdicts().markSolution(people.asker, theirs.id);
    expect(await verdicts().markOfficial(people.representative, ours.id)).toMatchObject({
      isSolved: true,
      isOfficiallyAnswered: true,
      solutionReplyId: theirs.id,
      officialReplyId: ours.id,
    });
    expect(await verdicts().unmarkSolution(people.asker, topic.id)).toMatchObject({ isSolved: false, isOfficiallyAnswered: true });
    expect(await verdicts().markSolution(people.asker, ours.id)).toMatchObject({ solutionReplyId: ours.id, officialReplyId: ours.id });
  });

  it('a second choice takes the first back, the same choice again says nothing', async () => {
    const topic = await world.aTopic(people.asker);
    const [first, second] = [await world.anAnswer(people.member, topic), await world.anAnswer(people.operator, topic)];
    for (const id of [first.id, first.id, second.id, second.id]) {
      await verdicts().markSolution(people.asker, id);
      await verdicts().markOfficial(people.representative, id);
    }
    const marks = await world.test.db.main.rows(
      sql`select kind, reply_id as "replyId", person_id as "personId" from interaction where topic_id = ${topic.id} and kind like 'answer.%' order by seq`,
    );
    // The solution belongs to the record of who wrote it, the official answer to the asker's.
    expect(marks).toEqual([
      { kind: 'answer.marked_solution', replyId: first.id, personId: people.member.personId },
      { kind: 'answer.marked_official', replyId: first.id, personId: people.asker.personId },
      { kind: 'answer.unmarked_solution', replyId: first.id, personId: people.member.personId },
      { kind: 'answer.marked_solution', replyId: second.id, personId: people.operator.personId },
      { kind: 'answer.unmarked_official', replyId: first.id, personId: people.asker.personId },
      { kind: 'answer.marked_official', replyId: second.id, personId: people.asker.personId },
    ]);
  });

  it('only answers are chosen, updates have no verdicts and praise no solution', async () => {
    const topic = await world.aTopic(people.asker);
    const comment = await world.aComment(people.member, topic, await world.anAnswer(people.member, topic));
    await expect(verdicts().markSolution(people.asker, comment.id)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(verdicts().markOfficial(people.representative, comment.id)).rejects.toMatchObject({ code: 'INVALID' });
    const update = await world.aTopic(people.representative, { kind: 'UPDATE' });
    const onUpdate = await world.anAnswer(people.member, update);
    await expect(verdicts().markSolution(people.representative, onUpdate.id)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(verdicts().markOfficial(people.representative, onUpdate.id)).rejects.toThrow();
    const praise = await world.aTopic(people.asker, { kind: 'PRAISE' });
    const onPraise = await world.anAnswer(people.member, praise);
    await expect(verdicts().markSolution(people.asker, onPraise.id)).rejects.toMatchObject({ code: 'INVALID' });
    expect((await verdicts().markOfficial(people.representative, onPraise.id)).isOfficiallyAnswered).toBe(true);
  });

  it('taking back what is not there is a conflict that says so; a closed topic still gets its verdict', async () => {
    const topic = await world.aTopic(people.asker);
    const answer = await world.anAnswer(people.member, topic);
    await expect(verdicts().unmarkSolution(people.asker, topic.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(verdicts().unmarkOfficial(people.representative, topic.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await world.get(TopicService).close(people.asker, topic.id);
    expect((await verdicts().markSolution(people.asker, answer.id)).isSolved).toBe(true);
  });

  it('an official answer keeps the title of its day, and its signer who left is a former representative', async () => {
    const leaver = await world.person('Leaver', 'REPRESENTATIVE');
    const topic = await world.aTopic(people.asker);
    const answer = await world.anAnswer(people.member, topic);
    await verdicts().markOfficial(leaver, answer.id);
    await world.test.db.main.rows(sql`update person set is_representative = false, title = 'Gardener' where id = ${leaver.personId}`);
    for (const viewer of [world.visitor, people.member]) {
      const [reply] = await world.get(ReplyReader).byIds(viewer, [answer.id]);
      expect(reply!.official).toMatchObject({ name: 'Leaver', title: 'Support', isFormer: true, person: { isFormerRepresentative: true } });
      expect((await world.get(TopicReader).byIds(viewer, [topic.id]))[0]!.isOfficiallyAnswered).toBe(true);
    }
  });

  it('who chose the solution is named', async () => {
    const topic = await world.aTopic(people.asker);
    const answer = await world.anAnswer(people.member, topic);
    await verdicts().markSolution(people.moderator, answer.id);
    const [reply] = await world.get(ReplyReader).byIds(world.visitor, [answer.id]);
    expect(reply).toMatchObject({ isSolution: true, solutionBy: { name: 'Moderator' }, isOfficial: false, official: null });
  });
});
