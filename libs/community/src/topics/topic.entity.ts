import type { ContentState } from '@veche/visibility';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TopicKind, TopicStatus } from './topic.words.js';

/** A row of `topic` for writing. Generated columns, indexes and composite keys are the migration's (decision 31). */
@Entity('topic')
export class TopicEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  key: string;

  @Column('text')
  slug: string;

  @Column('text')
  kind: TopicKind;

  @Column('text', { default: 'published' })
  state: ContentState;

  @Column('integer', { name: 'audience_id' })
  audienceId: number;

  @Column('uuid', { name: 'group_id', nullable: true })
  groupId: string | null;

  /** Moved to private, and nothing was said there since. */
  @Column('boolean', { name: 'may_go_back', default: false, select: false })
  mayGoBack: boolean;

  @Column('text', { nullable: true })
  status: TopicStatus | null;

  @Column('text')
  title: string;

  @Column('text', { name: 'body_md', select: false })
  bodyMd: string;

  @Column('text', { name: 'body_html' })
  bodyHtml: string;

  @Column('text')
  excerpt: string;

  @Column('uuid', { name: 'author_person_id', nullable: true })
  authorPersonId: string | null;

  @Column('text', { name: 'author_name' })
  authorName: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column('timestamptz', { name: 'edited_at', nullable: true })
  editedAt: Date | null;

  @Column({ type: 'timestamptz', name: 'moved_at', precision: 3 })
  movedAt: Date;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;

  @Column('uuid', { name: 'closed_by_id', nullable: true, select: false })
  closedById: string | null;

  @Column('uuid', { name: 'deleted_by_id', nullable: true, select: false })
  deletedById: string | null;

  @Column('uuid', { name: 'solution_reply_id', nullable: true })
  solutionReplyId: string | null;

  @Column('uuid', { name: 'solution_by_id', nullable: true })
  solutionById: string | null;

  @Column('uuid', { name: 'official_reply_id', nullable: true })
  officialReplyId: string | null;

  @Column('uuid', { name: 'official_by_id', nullable: true })
  officialById: string | null;

  @Column('text', { name: 'official_title', default: '' })
  officialTitle: string;

  @Column('timestamptz', { name: 'official_at', nullable: true })
  officialAt: Date | null;

  @Column('integer', { name: 'vote_count', default: 0 })
  voteCount: number;

  @Column('integer', { name: 'imported_score', default: 0 })
  importedScore: number;

  @Column('integer', { name: 'follower_count', default: 0 })
  followerCount: number;

  @Column('integer', { name: 'answer_count', default: 0 })
  answerCount: number;

  @Column('integer', { name: 'comment_count', default: 0 })
  commentCount: number;

  @Column('text', { default: 'portal' })
  source: string;

  @Column('text', { name: 'external_id', nullable: true, select: false })
  externalId: string | null;
}
