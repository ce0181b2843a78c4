import { Injectable } from '@nestjs/common';
import { ReplyReader, type Topic, TopicReader } from '@veche/community';
import { type PortalViewer, ViewerService } from '@veche/identity';
import { Database, excerptOf, sql } from '@veche/platform';
import type { TopicNewsKind } from '../telling/news.js';
import type { DueMail } from './due-mail.js';
import { type Letter, writeLetter } from './letter.js';
import { MailLinks } from './mail-links.js';

interface Facts {
  /** The address is proven to be theirs. */
  isProven: boolean;
  kind: TopicNewsKind;
  topicId: string;
  replyId: string | null;
  /** Of STATUS: the change that it tells of. */
  changeId: string | null;
  actor: string;
}

/** Writes the letter of a due mail as its person may see things at this moment. */
@Injectable()
export class LetterService {
  constructor(
    private readonly database: Database,
    private readonly viewers: ViewerService,
    private readonly topics: TopicReader,
    private readonly replies: ReplyReader,
    private readonly links: MailLinks,
  ) {}

  /** Null when the person has no account (any more), wants no mail, or may not see what it is about (attack 5). */
  async of({ interactionId, personId }: DueMail): Promise<Letter | null> {
    const [viewer] = await this.viewers.ofPersons([personId]);
    const facts = viewer?.account?.email == null ? undefined : await this.facts(interactionId, personId);
    if (facts === undefined) return null;
    const topic = await this.topics.byId(viewer!, facts.topicId);
    if (topic?.state !== 'published') return null;
    // Whose address nobody proved may be a stranger's: they are told of what everybody may read, and of nothing else.
    if (topic.audience !== 'EVERYONE' && !facts.isProven) return null;
    const change = topic.statusChanges?.find(({ id }) => id === facts.changeId);
    const said = facts.replyId === null ? wordOf(change) : await this.reply(viewer!, facts.replyId);
    if (said === null) return null;
    const { actor, kind } = facts;
    return writeLetter({
      ...{ to: viewer!.account!.email!, locale: viewer!.locale, kind, actor, title: topic.title, status: change?.to ?? topic.status },
      excerpt: said.excerpt,
      url: this.links.to(topic.path + said.anchor),
      stopUrl: this.links.toStop(personId),
    });
  }

  private facts(interactionId: string, personId: string): Promise<Facts | undefined> {
    return this.database.main.row<Facts>(
      sql`select (select a.email_verified_at is not null from account a where a.person_id = n.person_id) as "isProven", n.kind, n.topic_id as "topicId", n.reply_id as "replyId", i.payload ->> 'changeId' as "changeId", case when p.state <> 'erased' then p.name else '' end as actor
          from notification n left join person p on p.id = n.actor_person_id left join interaction i on i.id = n.interaction_id
          where n.interaction_id = ${interactionId} and n.person_id = ${personId}
            and not exists (select from mail_preference m where m.person_id = n.person_id and not m.notifications)`,
    );
  }

  private async reply(viewer: PortalViewer, id: string): Promise<Said | null> {
    const [reply] = await this.replies.byIds(viewer, [id]);
    return reply?.state === 'published' ? { excerpt: excerptOf(reply.bodyHtml, 400), anchor: `#r-${id}` } : null;
  }
}

type StatusChange = NonNullable<Topic['statusChanges']>[number];

/** What a letter quotes and where it leads. */
interface Said {
  excerpt: string;
  anchor: string;
}

/** The company's word with that change of status, not with a later one. */
function wordOf(change: StatusChange | undefined): Said {
  return { excerpt: excerptOf(change?.wordHtml ?? '', 400), anchor: '' };
}
