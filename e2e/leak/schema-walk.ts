import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isObjectType,
} from 'graphql';

/** Values to try for an argument, by its name; what an attacker may know or guess. */
export type Guesses = Record<string, readonly unknown[]>;

/** One query that selects everything below a field, with one choice of arguments. */
export interface Probe {
  field: string;
  query: string;
  variables: Record<string, unknown>;
}

/** Deep enough for a reply's author's writings' topics' tags. */
const DEPTH = 5;

/** A document has at most 1,000 tokens; what selects more than this is asked for in parts. */
const LONGEST = 850;

/** Queries that between them select every field reachable from Query, for every guess of every argument. */
export function probesOf(schema: GraphQLSchema, guesses: Guesses): Probe[] {
  return Object.values(schema.getQueryType()!.getFields()).flatMap((field) =>
    choices(field, guesses).flatMap((variables) =>
      parts(field.type, DEPTH, []).map((part) => ({ field: field.name, variables, query: queryOf(field, variables, part) })),
    ),
  );
}

/** Arguments that a probe needs a guess for and has none: the walk must not pass over a field in silence. */
export function unguessed(schema: GraphQLSchema, guesses: Guesses): string[] {
  return Object.values(schema.getQueryType()!.getFields()).flatMap((field) =>
    field.args
      .filter((arg) => isRequiredArgument(arg) && valuesFor(arg.name, arg.type, guesses).length === 0)
      .map((arg) => `${field.name}(${arg.name})`),
  );
}

function choices(field: GraphQLField<unknown, unknown>, guesses: Guesses): Record<string, unknown>[] {
  const required = field.args.filter(isRequiredArgument);
  const optional = field.args.filter((arg) => !isRequiredArgument(arg) && arg.name !== 'after' && arg.name !== 'first');
  const base = required.reduce<Record<string, unknown>[]>(
    (made, arg) => made.flatMap((one) => valuesFor(arg.name, arg.type, guesses).map((value) => ({ ...one, [arg.name]: value }))),
    [{}],
  );
  // Each optional argument alone: filters and orders over hidden rows must be no oracle.
  const varied = optional.flatMap((arg) => valuesFor(arg.name, arg.type, guesses).map((value) => ({ [arg.name]: value })));
  const page: Record<string, unknown> = field.args.some(({ name }) => name === 'first') ? { first: 5 } : {};
  return [...base, ...base.flatMap((one) => varied.map((extra) => ({ ...one, ...extra })))].map((one) => ({ ...one, ...page }));
}

function valuesFor(name: string, type: GraphQLInputType, guesses: Guesses): readonly unknown[] {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues().map((value) => value.name);
  return guesses[name] ?? [];
}

function queryOf(field: GraphQLField<unknown, unknown>, variables: Record<string, unknown>, part: string): string {
  const used = field.args.filter(({ name }) => name in variables);
  const declared = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  return `query ${declared === '' ? '' : `(${declared})`} { ${field.name}${passed === '' ? '' : `(${passed})`} ${part} }`;
}

/** The selection below a type in as few parts as its length allows; nothing is left out. */
function parts(type: GraphQLOutputType, depth: number, path: readonly string[]): string[] {
  const whole = selection(type, depth, path);
  const named = getNamedType(type);
  if (lengthOf(whole) <= LONGEST || !isObjectType(named)) return [whole];
  const fields = Object.values(named.getFields());
  const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument));
  const below = fields.flatMap((field) =>
    isSelected(field, depth, path)
      ? parts(field.type, depth - 1, [...path, getNamedType(field.type).name])
          .filter((part) => part !== '')
          .map((part) => `${field.name}${pageOf(field)} ${part}`)
      : [],
  );
  return packed([leaves.map(({ name }) => name).join(' '), ...below]).map((part) => `{ ${part} }`);
}

/** Selections side by side, as many as fit. Two parts of one field are two documents: their aliases would be limited, too. */
function packed(selections: readonly string[]): string[] {
  const bins: string[] = [];
  for (const one of selections) {
    const field = one.split(' ')[0]!;
    const at = bins.findIndex((bin) => lengthOf(bin) + lengthOf(one) <= LONGEST && !bin.split(/[ (]/).includes(field.split('(')[0]!));
    if (at < 0) bins.push(one);
    else bins[at] = `${bins[at]} ${one}`;
  }
  return bins.filter((bin) => bin !== '');
}

/** Near its number of tokens. */
function lengthOf(selected: string): number {
  return selected.split(/[\s(]+/).length + 3 * selected.split('(').length;
}

/** A type inside itself a second time shows nothing new; lists are the dear part. */
function isSelected(field: GraphQLField<unknown, unknown>, depth: number, path: readonly string[]): boolean {
  const child = getNamedType(field.type);
  if (isLeafType(child) || depth === 0) return false;
  const within = path.filter((name) => name === child.name).length;
  // What a thing has of its own kind (an answer its comments) is shown nowhere else.
  if (path.at(-1) === child.name) return within < 2;
  return within < (isList(field.type) ? 1 : 2);
}

function pageOf(field: GraphQLField<unknown, unknown>): string {
  return field.args.some(({ name }) => name === 'first') ? '(first: 3)' : '';
}

function selection(type: GraphQLOutputType, depth: number, path: readonly string[]): string {
  const named = getNamedType(type);
  if (isLeafType(named) || !isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    const child = getNamedType(field.type);
    if (isLeafType(child)) return field.args.some(isRequiredArgument) ? [] : [field.name];
    if (!isSelected(field, depth, path)) return [];
    const inner = selection(field.type, depth - 1, [...path, child.name]);
    return inner === '' ? [] : [`${field.name}${pageOf(field)} ${inner}`];
  });
  return fields.length === 0 ? '' : `{ ${fields.join(' ')} }`;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
