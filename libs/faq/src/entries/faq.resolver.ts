import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { FaqEntry, FaqSection } from './faq-entry.type.js';
import { FaqService } from './faq.service.js';

@Resolver(() => FaqEntry)
export class FaqResolver {
  constructor(private readonly faqs: FaqService) {}

  @Query(() => [FaqSection], { description: 'Sections by product; with a product, that one alone. `first` counts entries of a section.' })
  @Allow('everyone')
  faq(
    @CurrentViewer() viewer: Viewer,
    @Args('product', { type: () => String, nullable: true }) product: string | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 10 }) first: number | null,
  ): Promise<FaqSection[]> {
    return this.faqs.sections(viewer, product ?? null, first);
  }

  @Query(() => [FaqEntry], { description: 'Most needed now, over all products; with a group, of its topics alone.' })
  @Allow('everyone')
  mostNeeded(
    @CurrentViewer() viewer: Viewer,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 5 }) first: number | null,
    @Args('group', { type: () => String, nullable: true, description: 'Slug of a group.' }) group: string | null,
  ): Promise<FaqEntry[]> {
    return this.faqs.mostNeeded(viewer, first, group ?? null);
  }
}
