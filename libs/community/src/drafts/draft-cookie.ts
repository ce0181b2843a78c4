/** The cookie that knows a visitor's draft. */
export const DRAFT_COOKIE = 'veche-draft';

const TOKEN = new RegExp(`(?:^|;\\s*)${DRAFT_COOKIE}=([\\w-]{1,100})(?:;|$)`);

/** The draft's token in a `Cookie` header; null when there is none. */
export function draftToken(header: string | undefined): string | null {
  return TOKEN.exec(header ?? '')?.[1] ?? null;
}
