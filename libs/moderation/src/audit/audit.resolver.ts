import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { AuditReader } from './audit.reader.js';
import { AuditEntryConnection } from './audit.type.js';

@Resolver()
export class AuditResolver {
  constructor(private readonly reader: AuditReader) {}

  @Query(() => AuditEntryConnection, { description: 'Who did what by a right that others lack; the newest first.' })
  @Allow(['ADMIN'])
  auditLog(
    @CurrentViewer() viewer: Viewer,
    @Args('person', { type: () => String, nullable: true, description: 'Handle or name of who did it, or to whom.' })
    person?: string | null,
    @Args('act', { type: () => String, nullable: true, description: '`role.granted`, or `role` for all about roles.' }) act?: string | null,
    @Args('subject', { type: () => String, nullable: true }) subject?: string | null,
    @Args('from', { type: () => Date, nullable: true }) from?: Date | null,
    @Args('until', { type: () => Date, nullable: true }) until?: Date | null,
    @Args('after', { type: () => String, nullable: true }) after?: string | null,
    @Args('first', { type: () => Int, nullable: true }) first?: number | null,
    @Args('words', { type: () => String, nullable: true, description: 'In names, reasons and facts.' }) words?: string | null,
  ): Promise<AuditEntryConnection> {
    return this.reader.search(viewer, { person, act, subject, from, until, after, first, words });
  }
}
