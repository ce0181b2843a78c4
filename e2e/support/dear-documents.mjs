const nested = (depth) => `${'{ topic(key: "0123abcd") { replies { nodes '.repeat(depth)}{ id }${' } } }'.repeat(depth)}`;
const many = (count, of) => Array.from({ length: count }, (_, n) => of(n)).join(' ');

/** A question that costs next to nothing. */
export const EMPTY = '{ site { name } }';

/** Documents that cost more than they are worth (case 43), by name. */
export const DEAR = {
  '50 levels': nested(17),
  '1,000 aliases': `{ ${many(1_000, (n) => `a${n}: site { name }`)} }`,
  '10,000 fragments': `{ site { ...f0 } } ${many(10_000, (n) => `fragment f${n} on Site { name }`)}`,
  'fragments in a circle': '{ site { ...a } } fragment a on Site { ...b } fragment b on Site { ...a }',
  'fragments that spread two each': `{ site { ...f0 } } ${many(60, (n) => `fragment f${n} on Site { ...f${n + 1} ...f${n + 1} }`)} fragment f60 on Site { name }`,
  'overlapping fields': `{ ${'site { name } '.repeat(700)} }`,
  '2 MB': `{ site { name } } #${'x'.repeat(2 * 1024 * 1024)}`,
};
