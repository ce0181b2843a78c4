import slugify from '@sindresorhus/slugify';

const LONGEST = 80;

/** The readable part of a topic's address; the key alone finds the topic. Never empty: a title may have no letter that has a Latin form. */
export function topicSlug(title: string): string {
  return cutAtWord(slugify(title, { decamelize: false })) || 'topic';
}

/** A label's address: C, C++ and C# must not be one. Empty when the name has no letter that has a Latin form. */
export function labelSlug(name: string): string {
  const replacements: [string, string][] = [
    ['+', '-plus'],
    ['#', '-sharp'],
  ];
  return cutAtWord(slugify(name, { decamelize: false, customReplacements: replacements }));
}

function cutAtWord(slug: string): string {
  if (slug.length <= LONGEST) return slug;
  const cut = slug.slice(0, LONGEST + 1);
  const end = cut.lastIndexOf('-');
  return end > LONGEST / 2 ? cut.slice(0, end) : slug.slice(0, LONGEST);
}
