/** Languages of the interface. */
export const LOCALES = ['en', 'ru'] as const;
export type Locale = (typeof LOCALES)[number];

export function isLocale(value: unknown): value is Locale {
  return value === 'en' || value === 'ru';
}

/** The first language of an `Accept-Language` header that we speak; English otherwise. Quality values are honoured (RFC 9110 §12.5.4). */
export function negotiateLocale(header: string | undefined): Locale {
  const wished = (header ?? '').slice(0, 500);
  const remembered = known.get(wished);
  if (remembered !== undefined) return remembered;
  const found = negotiated(wished);
  if (known.size >= REMEMBERED) known.clear();
  known.set(wished, found);
  return found;
}

/** Browsers send a few hundred different headers, each with every request. */
const REMEMBERED = 500;
const known = new Map<string, Locale>();

function negotiated(header: string): Locale {
  const wishes = header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find((q) => q !== undefined);
      return { language: tag.trim().slice(0, 2).toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ language, quality }) => isLocale(language) && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return (wishes[0]?.language as Locale | undefined) ?? 'en';
}
