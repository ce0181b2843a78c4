import { Args, Context, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { PortalContext } from '@veche/identity';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Batch } from '../loading/batch.js';
import { TopicTally } from '../topics/topic-tally.js';
import { ProductInput } from './product.input.js';
import { ProductService } from './product.service.js';
import { Product } from './product.type.js';

@Resolver(() => Product)
export class ProductResolver {
  constructor(
    private readonly products: ProductService,
    private readonly tally: TopicTally,
  ) {}

  @Query(() => Product, { nullable: true })
  @Allow('everyone')
  product(@CurrentViewer() viewer: Viewer, @Args('slug') slug: string): Promise<Product | null> {
    return this.products.bySlug(viewer, slug);
  }

  @Mutation(() => Product)
  @Allow(['ADMIN'])
  saveProduct(@CurrentViewer() viewer: Viewer, @Args('input') input: ProductInput): Promise<Product> {
    return this.products.save(viewer, input);
  }

  @ResolveField(() => Int, { description: 'Visible topics about it.' })
  async topicCount(@Parent() product: Product, @CurrentViewer() viewer: Viewer, @Context() context: PortalContext): Promise<number> {
    return product.topicCount ?? (await Batch.of(context, 'topic counts', (ids) => this.tally.counts(viewer, ids)).load(product.id)) ?? 0;
  }
}
