import type { INestApplicationContext } from '@nestjs/common';
import {
  AskService,
  FollowService,
  NoteService,
  ProductService,
  ReplyKind,
  ReplyService,
  ReplyVoteService,
  StatusService,
  TopicVoteService,
  VerdictService,
  type TopicKind,
  type TopicStatus,
} from '@veche/community';
import { ViewerService } from '@veche/identity';
import type { Viewer } from '@veche/visibility';
import type { Act } from './acts.js';
import { GroupTeller } from './group-teller.js';

/** Tells the story by the same commands that people use. */
export class Teller {
  private readonly groups: GroupTeller;

  constructor(
    private readonly context: INestApplicationContext,
    /** Ids of persons, topics and replies, and addresses of groups, by their names in the story. */
    private readonly ids: Record<string, string>,
  ) {
    this.groups = new GroupTeller(context, ids);
  }

  async tell(act: Act): Promise<void> {
    const viewer = await this.context.get(ViewerService).ofPerson(this.id(act.by), 'web');
    switch (act.does) {
      case 'product':
        await this.context.get(ProductService).save(viewer, act.product);
        return;
      case 'ask':
        await this.ask(viewer, act);
        return;
      case 'reply':
        await this.reply(viewer, act);
        return;
      case 'vote':
        await this.context.get(act.on === 'topic' ? TopicVoteService : ReplyVoteService).vote(viewer, this.id(act.name));
        return;
      case 'follow':
        await this.context.get(FollowService).follow(viewer, this.id(act.topic));
        return;
      case 'solve':
        await this.context.get(VerdictService).markSolution(viewer, this.id(act.reply));
        return;
      case 'status':
        await this.context.get(StatusService).set(viewer, this.id(act.topic), act.to as TopicStatus, act.word);
        return;
      case 'note':
        await this.context.get(NoteService).add(viewer, this.id(act.topic), act.body);
        return;
      case 'group':
        return this.groups.make(viewer, act.group);
      case 'enter':
        return this.groups.enter(viewer, act.group);
      case 'request':
        return this.groups.request(viewer, act.group, act.message);
    }
  }

  private async ask(viewer: Viewer, { name, topic }: Extract<Act, { does: 'ask' }>): Promise<void> {
    const { kind, title, body, products, tags, audience = 'EVERYONE' } = topic;
    const where = topic.group === undefined ? { audience } : { group: this.id(topic.group) };
    const asked = await this.context
      .get(AskService)
      .ask(viewer, { kind: kind as TopicKind, title, body, products, tags, ...where, idempotencyKey: `demo-${name}` });
    this.ids[name] = asked.id;
  }

  private async reply(viewer: Viewer, { name, topic, parent, body, official }: Extract<Act, { does: 'reply' }>): Promise<void> {
    const reply = await this.context.get(ReplyService).reply(viewer, {
      topic: this.id(topic),
      ...(parent !== undefined && { parent: this.id(parent), kind: ReplyKind.COMMENT }),
      body,
      official,
      idempotencyKey: `demo-${name}`,
    });
    this.ids[name] = reply.id;
  }

  private id(name: string): string {
    const id = this.ids[name];
    if (id === undefined) throw new Error(`the story names ${name} before it is there`);
    return id;
  }
}
