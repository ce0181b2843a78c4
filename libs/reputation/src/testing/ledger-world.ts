import { ReplyUpkeepService, ReplyVoteService, TopicService, TopicVoteService, VerdictService } from '@veche/community';
import { type CommunityWorld, communityWorld } from '@veche/community/testing';
import { Consumers, InteractionLog, type NewInteraction, Sequencer } from '@veche/interactions';
import { rows, sql } from '@veche/platform';
import { Gate, type Viewer } from '@veche/visibility';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { ReputationProjection } from '../ledger/reputation.projection.js';
import { ReputationReader } from '../standings/reputation.reader.js';

const TABLES = ['reputation_post', 'reputation_cause', 'reputation_entry', 'reputation_sum'] as const;

/** A community whose ledger is read when it is asked about. */
export class LedgerWorld {
  readonly projection = new ReputationProjection(new LedgerRepository());
  readonly consumers: Consumers;
  readonly reader: ReputationReader;
  readonly acts: {
    topicVotes: TopicVoteService;
    replyVotes: ReplyVoteService;
    verdicts: VerdictService;
    topics: TopicService;
    replies: ReplyUpkeepService;
  };

  private constructor(readonly community: CommunityWorld) {
    const { get, test } = community;
    this.consumers = get(Consumers);
    this.reader = new ReputationReader(get(Gate), community.clock);
    this.acts = {
      ...{ topicVotes: get(TopicVoteService), replyVotes: get(ReplyVoteService), verdicts: get(VerdictService) },
      ...{ topics: get(TopicService), replies: get(ReplyUpkeepService) },
    };
    this.sequencer = new Sequencer(test.db);
  }

  private readonly sequencer: Sequencer;

  static async open(): Promise<LedgerWorld> {
    return new LedgerWorld(await communityWorld());
  }

  close(): Promise<void> {
    return this.community.close();
  }

  /** Reads what was written since. */
  async catchUp(batch?: number): Promise<void> {
    while ((await this.sequencer.place()) > 0);
    await this.consumers.drain(this.projection, batch);
  }

  /** Appends to the log without doing it: for histories that are longer than acts are quick. */
  async tell(...interactions: NewInteraction[]): Promise<void> {
    await this.community.test.db.transaction(async (tx) => void (await this.community.get(InteractionLog).append(tx, ...interactions)));
  }

  async pointsOf(person: Viewer, as: Viewer = this.community.visitor): Promise<number> {
    await this.catchUp();
    return (await this.reader.points(as, [person.personId!])).get(person.personId!) ?? 0;
  }

  /** The lines of a person's ledger, oldest first. */
  async linesOf(person: Viewer): Promise<[kind: string, points: number][]> {
    await this.catchUp();
    const found = await this.community.test.db.main.rows<{ kind: string; points: number }>(
      sql`select kind, points from reputation_entry where person_id = ${person.personId} order by interaction_id, nth`,
    );
    return found.map(({ kind, points }) => [kind, points]);
  }

  /** Of each table: how many rows, and a hash of them in order. */
  fingerprints(): Promise<string[]> {
    const text = {
      ...{ reputation_post: sql`reputation_post`, reputation_cause: sql`reputation_cause` },
      ...{ reputation_entry: sql`reputation_entry`, reputation_sum: sql`reputation_sum` },
    };
    return this.community.test.db.transaction((tx) =>
      Promise.all(
        TABLES.map(async (table) => {
          const [row] = await rows<{ print: string }>(
            tx,
            sql`select count(*) || ' ' || md5(coalesce(string_agg(x::text, '|' order by x::text), '')) as print from ${text[table]} x`,
          );
          return row!.print;
        }),
      ),
    );
  }
}
