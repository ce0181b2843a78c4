import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { KINDS } from '@veche/interactions';
import { notFound } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { ConnectionInput } from './connection.input.js';
import { ConnectionReader } from './connection.reader.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionSwitch } from './connection.switch.js';
import { CrmConnection } from './connection.type.js';

@Resolver(() => CrmConnection)
export class ConnectionResolver {
  constructor(
    private readonly reader: ConnectionReader,
    private readonly service: ConnectionService,
    private readonly switches: ConnectionSwitch,
  ) {}

  @Query(() => [CrmConnection])
  @Allow(['CRM_ADMIN'])
  crmConnections(@CurrentViewer() viewer: Viewer): Promise<CrmConnection[]> {
    return this.reader.all(viewer);
  }

  @Query(() => CrmConnection, { nullable: true })
  @Allow(['CRM_ADMIN'])
  crmConnection(@CurrentViewer() viewer: Viewer, @Args('id', { type: () => ID }) id: string): Promise<CrmConnection | null> {
    return this.reader.byId(viewer, id);
  }

  @Query(() => [String])
  @Allow(['CRM_ADMIN'])
  crmInteractionKinds(): string[] {
    return Object.keys(KINDS);
  }

  @Mutation(() => CrmConnection)
  @Allow(['CRM_ADMIN'])
  async saveConnection(@CurrentViewer() viewer: Viewer, @Args('input') input: ConnectionInput): Promise<CrmConnection> {
    const { id, newSecret } = await this.service.save(viewer, input);
    return { ...(await this.found(viewer, id)), newSecret };
  }

  @Mutation(() => CrmConnection)
  @Allow(['CRM_ADMIN'])
  async pauseConnection(@CurrentViewer() viewer: Viewer, @Args('id', { type: () => ID }) id: string): Promise<CrmConnection> {
    await this.switches.pause(viewer, id);
    return this.found(viewer, id);
  }

  @Mutation(() => CrmConnection)
  @Allow(['CRM_ADMIN'])
  async resumeConnection(@CurrentViewer() viewer: Viewer, @Args('id', { type: () => ID }) id: string): Promise<CrmConnection> {
    await this.switches.resume(viewer, id);
    return this.found(viewer, id);
  }

  @Mutation(() => [String])
  @Allow(['CRM_ADMIN'])
  checkConnection(@CurrentViewer() viewer: Viewer, @Args('id', { type: () => ID }) id: string): Promise<string[]> {
    return this.switches.check(viewer, id);
  }

  private async found(viewer: Viewer, id: string): Promise<CrmConnection> {
    const connection = await this.reader.byId(viewer, id);
    if (connection === null) throw notFound();
    return connection;
  }
}
