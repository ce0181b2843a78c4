/** Sealed words, as forms carry them: another one each time. */
const SEALED = /[\w-]{60,}/g;

/**
 * A page without what every page has of its own: the key that was asked for, the moment, the sealed time of its forms, and the hashes of
 * its questions, by whose number the state is ordered.
 */
export function withoutAddress(html: string, key: string): string {
  return html
    .replaceAll(key, 'xxxxxxxx')
    .replace(SEALED, '…')
    .replace(/"now":\d+/, '')
    .replace(/"[\w-]{90,}"/g, '"sealed"')
    .replace(/"results":(\{.*?\}),"shapes"/s, (_all, results: string) => {
      const answers = Object.values(JSON.parse(results) as Record<string, unknown>).map((answer) => JSON.stringify(answer));
      return `"results":${JSON.stringify(answers.sort())},"shapes"`;
    });
}

/** An answer without what time and chance alone change in it: moments, decaying demand, ids (each search has its own). */
export function withoutChance(text: string): string {
  return text
    .replace(SEALED, '…')
    .replace(/\b[\da-f]{32}\b/g, '…')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '…')
    .replace(/<time[^>]*>[^<]*<\/time>/g, '…')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…')
    .replace(/\\?"demand\\?":[\d.e+-]+/g, '"demand":0')
    .replace(/"now":\d+/g, '');
}
