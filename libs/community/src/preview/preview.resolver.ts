import { Args, Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { MAX_MARKDOWN, renderMarkdown, textBetween } from '@veche/platform';
import { Allow } from '@veche/visibility';

/** How a text will look. */
@ObjectType()
export class Preview {
  @Field()
  html: string;
}

/** Renders as the commands do, so that a preview promises nothing that the page would not show. Visitors may type a draft, too. */
@Resolver(() => Preview)
export class PreviewResolver {
  @Query(() => Preview)
  @Allow('everyone')
  preview(@Args('markdown') markdown: string): Preview {
    return { html: renderMarkdown(textBetween('markdown', markdown, 0, MAX_MARKDOWN, { en: 'The text', ru: 'Текст' })) };
  }
}
