/** Letters in about thirty lines: below that folding hides little and costs a press. */
const LONG = 2000;

/** Whether a text folds. Counted in letters alone, because a browser reads the same text back with other tags' and quotes' spelling. */
export const isLong = (html: string): boolean => html.length > LONG && html.replace(/<[^>]*>|&[^;]+;|[^\p{L}\p{N}]/gu, '').length > LONG;
