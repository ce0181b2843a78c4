import slugify from '@sindresorhus/slugify';

const LONGEST = 60;

/** A group's address by its name; empty when the name has no letter that has a Latin form. */
export function slugOf(name: string): string {
  return slugify(name, { decamelize: false }).slice(0, LONGEST).replace(/-+$/, '');
}
