/** First parts of the addresses that somebody may be sent back to after signing in: pages, and no machine's address. */
const PAGES = new Set(
  ` questions problems ideas praise updates t ask faq roadmap products tags groups g invitations people leaderboard search notifications
    settings desk moderation crm admin`.split(/\s+/),
);

/**
 * Where to go after signing in: a path of this portal's own pages, else the front page. Read as a browser reads it: tabs and line ends
 * vanish, "\\" is "/", and "//host" is another site (attack 49).
 */
export function returnPathFrom(text: unknown): string {
  if (typeof text !== 'string' || text.length > 2_000 || !URL.canParse(text, 'http://portal')) return '/';
  const { origin, pathname, search, hash } = new URL(text, 'http://portal');
  const path = pathname.replace(/^\/+/, '/');
  return origin === 'http://portal' && PAGES.has(path.split('/')[1]!) ? path + search + hash : '/';
}
