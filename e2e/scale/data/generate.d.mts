/** See generate.mjs. */
export function generate(options: {
  url: string;
  topics: number;
  size?: Partial<
    Record<'replies' | 'busyEvery' | 'votes' | 'log' | 'seed' | 'people' | 'staff' | 'products' | 'tags' | 'titles' | 'bodies', number>
  >;
  until: Date;
  portal: {
    renderMarkdown(text: string): string;
    excerptOf(html: string): string;
    topicSlug(title: string): string;
    recomputeDemand(topicIds: string[]): Promise<void>;
  };
  progress?: (step: string) => void;
}): Promise<void>;
