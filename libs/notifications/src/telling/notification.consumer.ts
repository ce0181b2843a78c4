import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ViewerService } from '@veche/identity';
import { Consumers, type EffectConsumer, type Interaction } from '@veche/interactions';
import { Clock, Jobs, Reader, type Tx, newId, rows, sql } from '@veche/platform';
import { recipients } from '@veche/visibility';
import { MAIL_JOB } from '../mail/mail-job.js';
import { audienceOf } from './audience-of-news.js';
import { groupNewsIn, tellOfGroup } from './group-news.js';
import { type News, newsIn } from './news.js';

/** Tells people: turns the log into notifications, each with a mail that waits to be written. */
@Injectable()
export class NotificationConsumer implements EffectConsumer, OnModuleInit {
  readonly name = 'notifications';
  readonly effect = true;

  constructor(
    private readonly consumers: Consumers,
    private readonly viewers: ViewerService,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async apply(tx: Tx, batch: readonly Interaction[]): Promise<void> {
    const told = await this.moveMark(tx, batch.at(-1)!.position);
    let toMail = 0;
    for (const interaction of batch) {
      if (interaction.position <= told) continue;
      const [news, ofGroup] = [newsIn(interaction), groupNewsIn(interaction)];
      if (news !== undefined) toMail += await this.tell(tx, news);
      if (ofGroup !== undefined) await tellOfGroup(tx, ofGroup);
    }
    if (toMail > 0) await this.jobs.add(tx, MAIL_JOB, {}, { key: MAIL_JOB });
  }

  /** Up to where people were told before. The cursor may be set back by a rebuild; this never goes back, so the past stays past. */
  private async moveMark(tx: Tx, position: number): Promise<number> {
    const [mark] = await rows<{ position: string }>(tx, sql`select position from notification_mark for update`);
    await rows(tx, sql`update notification_mark set position = greatest(position, ${position})`);
    return Number(mark!.position);
  }

  /** @returns how many people were told */
  private async tell(tx: Tx, news: News): Promise<number> {
    const audience = await audienceOf(tx, news);
    if (audience === undefined) return 0;
    const candidates = await this.viewers.ofPersons(audience.candidateIds, 'system', new Reader(tx));
    const people = recipients(audience.row, candidates).map(({ personId }) => personId!);
    if (people.length === 0) return 0;
    const { interactionId, kind, topicId, replyId, actorPersonId, at } = news;
    const [mail] = await rows<{ count: number }>(
      tx,
      sql`with told as (
            insert into notification (interaction_id, person_id, kind, topic_id, reply_id, actor_person_id, created_at)
            select ${interactionId}, person_id, ${kind}, ${topicId}, ${replyId}, ${actorPersonId}, ${at}::timestamptz
            from unnest(${people}::uuid[]) as p (person_id)
            on conflict do nothing returning person_id
          ), mailed as (
            insert into mail (id, interaction_id, person_id, created_at, next_attempt_at)
            select m.id, ${interactionId}, m.person_id, ${this.clock.now()}, ${this.clock.now()}
            from unnest(${people.map(() => newId())}::uuid[], ${people}::uuid[]) as m (id, person_id) join told using (person_id)
            on conflict do nothing returning 1
          ) select count(*)::integer as count from mailed`,
    );
    return mail!.count;
  }
}
