import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type Page, notFound } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { DeliveryReader } from './delivery.reader.js';
import { DeliveryService } from './delivery.service.js';
import { Delivery, DeliveryConnection, DeliveryState } from './delivery.type.js';

@Resolver(() => Delivery)
export class DeliveryResolver {
  constructor(
    private readonly reader: DeliveryReader,
    private readonly service: DeliveryService,
  ) {}

  @Query(() => DeliveryConnection)
  @Allow(['CRM_ADMIN'])
  deliveries(
    @CurrentViewer() viewer: Viewer,
    @Args('connection', { type: () => ID }) connection: string,
    @Args('state', { type: () => DeliveryState, nullable: true }) state?: DeliveryState | null,
    @Args('kind', { type: () => String, nullable: true }) kind?: string | null,
    @Args('personHandle', { type: () => String, nullable: true }) personHandle?: string | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50 }) first?: number | null,
    @Args('after', { type: () => String, nullable: true }) after?: string | null,
  ): Promise<Page<Delivery>> {
    return this.reader.page(viewer, connection, { state, kind, personHandle, first, after });
  }

  @Query(() => Delivery, { nullable: true })
  @Allow(['CRM_ADMIN'])
  delivery(
    @CurrentViewer() viewer: Viewer,
    @Args('connection', { type: () => ID }) connection: string,
    @Args('interaction', { type: () => ID }) interaction: string,
  ): Promise<Delivery | null> {
    return this.reader.byKey(viewer, connection, interaction);
  }

  @Mutation(() => Delivery)
  @Allow(['CRM_ADMIN'])
  async retryDelivery(
    @CurrentViewer() viewer: Viewer,
    @Args('connection', { type: () => ID }) connection: string,
    @Args('interaction', { type: () => ID }) interaction: string,
  ): Promise<Delivery> {
    await this.service.retry(viewer, connection, interaction);
    return this.found(viewer, connection, interaction);
  }

  @Mutation(() => Delivery)
  @Allow(['CRM_ADMIN'])
  async excludeDelivery(
    @CurrentViewer() viewer: Viewer,
    @Args('connection', { type: () => ID }) connection: string,
    @Args('interaction', { type: () => ID }) interaction: string,
    @Args('reason') reason: string,
  ): Promise<Delivery> {
    await this.service.exclude(viewer, connection, interaction, reason);
    return this.found(viewer, connection, interaction);
  }

  @Mutation(() => Int)
  @Allow(['CRM_ADMIN'])
  retryAllLike(
    @CurrentViewer() viewer: Viewer,
    @Args('connection', { type: () => ID }) connection: string,
    @Args('interaction', { type: () => ID }) interaction: string,
  ): Promise<number> {
    return this.service.retryAllLike(viewer, connection, interaction);
  }

  private async found(viewer: Viewer, connection: string, interaction: string): Promise<Delivery> {
    const delivery = await this.reader.byKey(viewer, connection, interaction);
    if (delivery === null) throw notFound();
    return delivery;
  }
}
