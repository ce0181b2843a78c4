import { Injectable } from '@nestjs/common';
import { type LockedTopic, TopicRepository } from '@veche/community';
import { recordedAs } from '@veche/identity';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Brakes, type BrakeRule, Clock, Database, Refusal, networkOf, type Tx, rows, sql, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { tellerOf } from './teller.js';

/** Words within ten minutes: plenty for who reads, little for who counts himself up. */
export const HELPED_BRAKE: BrakeRule = { name: 'helped', points: 30, seconds: 600 };

/** "Did this help?" of members and visitors. */
@Injectable()
export class HelpedService {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicRepository,
    private readonly log: InteractionLog,
    private readonly brakes: Brakes,
    private readonly clock: Clock,
  ) {}

  /**
   * Notes what the viewer says of a topic's answer; null takes it back. Saying the same again changes nothing.
   * @param address of the caller, by which visitors are braked
   * @throws Refusal NOT_FOUND, CONFLICT when there is no answer to speak of, LIMITED
   */
  async tell(viewer: Viewer, topicId: string, helped: boolean | null, address: string): Promise<boolean> {
    const teller = tellerOf(viewer);
    if (teller === null) throw unauthenticated();
    await this.brakes.spend(HELPED_BRAKE, viewer.personId ?? networkOf(address));
    await this.database.transaction(async (tx) => {
      const topic = await this.topics.lock(tx, viewer, topicId);
      if (topic.solutionReplyId === null && topic.officialReplyId === null) throw nothingToRate();
      if (!(await this.note(tx, viewer, topic, teller, helped))) return;
      const kind = helped === null ? 'answer.help_withdrawn' : helped ? 'answer.helped' : 'answer.not_helped';
      await this.log.append(tx, ownAct(recordedAs(viewer), kind, {}, { topicId: topic.id, audienceId: topic.audienceId }));
    });
    return true;
  }

  /** @returns whether anything changed */
  private async note(tx: Tx, { personId }: Viewer, topic: LockedTopic, teller: Buffer, helped: boolean | null): Promise<boolean> {
    const changed = await rows(
      tx,
      helped === null
        ? sql`delete from helped where topic_id = ${topic.id} and teller = ${teller} returning topic_id`
        : sql`insert into helped (topic_id, audience_id, topic_state, teller, person_id, helped, at)
              values (${topic.id}, ${topic.audienceId}, ${topic.state}, ${teller}, ${personId}, ${helped}, ${this.clock.now()})
              on conflict (topic_id, teller) do update set helped = excluded.helped, at = excluded.at
                where helped.helped <> excluded.helped returning topic_id`,
    );
    return changed.length > 0;
  }
}

function nothingToRate(): Refusal {
  return new Refusal('CONFLICT', { en: 'This topic has no answer yet.', ru: 'У этой темы пока нет ответа.' });
}
