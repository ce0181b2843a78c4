import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** One way to name something by its id or key: a document and the arguments around that name. */
export interface Pointer {
  field: string;
  query: string;
  /** The arguments with the names of one thing in their places. */
  with(names: Names): Record<string, unknown>;
}

/** What one thing is called by. */
export type Names = Record<'id' | 'key' | 'slug' | 'path', string>;

/** Arguments that name a thing which may be hidden; people, tokens and free words are none. */
const NAMES = /^(id|ids|key|slug|group|topic|reply|parent|path|tag|product|connection|interaction|cases|act|search)$/;
const SLUGS = /^(slug|group|tag|product)$/;

/** Every root field of the schema that takes the name of something, so that no field is forgotten. */
export function pointersOf(schema: GraphQLSchema, kind: 'query' | 'mutation'): Pointer[] {
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.values(root!.getFields()).flatMap((field) => pointerOf(field, kind) ?? []);
}

/** Every root field that takes a text, with this one in the place of each that names nothing. */
export function writersOf(schema: GraphQLSchema, kind: 'query' | 'mutation', text: string): Pointer[] {
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.values(root!.getFields()).flatMap((field) => {
    const used = field.args.filter((arg) => isRequiredArgument(arg) || holdsName(arg) || holdsText(arg));
    return used.some(holdsText) ? asked(field, kind, used, text) : [];
  });
}

function pointerOf(field: GraphQLField<unknown, unknown>, kind: string): Pointer | undefined {
  const used = field.args.filter((arg) => isRequiredArgument(arg) || holdsName(arg));
  return used.some(holdsName) ? asked(field, kind, used, 'Words of some length') : undefined;
}

function asked(field: GraphQLField<unknown, unknown>, kind: string, used: readonly GraphQLArgument[], text: string): Pointer {
  const declared = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  return {
    field: field.name,
    query: `${kind} (${declared}) { ${field.name}(${passed}) ${isObjectType(getNamedType(field.type)) ? '{ __typename }' : ''} }`,
    with: (names) => Object.fromEntries(used.map((arg) => [arg.name, valueFor(arg.name, arg.type, names, text)])),
  };
}

function holdsName({ name, type }: Pick<GraphQLArgument, 'name' | 'type'>): boolean {
  const named = getNamedType(type);
  if (isInputObjectType(named)) return Object.values(named.getFields()).some(holdsName);
  return !isEnumType(named) && NAMES.test(name);
}

function holdsText({ type }: Pick<GraphQLArgument, 'type'>): boolean {
  const named = getNamedType(type);
  return isInputObjectType(named) ? Object.values(named.getFields()).some(holdsText) : named.name === 'String';
}

function valueFor(argument: string, type: GraphQLInputType, names: Names, text: string): unknown {
  if (isNonNullType(type)) return valueFor(argument, type.ofType as GraphQLInputType, names, text);
  if (isListType(type)) return [valueFor(argument, type.ofType as GraphQLInputType, names, text)];
  if (isEnumType(type)) return type.getValues()[0]!.value;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isRequiredInputField(field) || holdsName(field) || holdsText(field));
    return Object.fromEntries(fields.map((field) => [field.name, valueFor(field.name, field.type, names, text)]));
  }
  if (NAMES.test(argument)) return names[argument === 'key' || argument === 'path' ? argument : SLUGS.test(argument) ? 'slug' : 'id'];
  const values: Record<string, unknown> = { Int: 1, Boolean: true, Float: 1 };
  return values[String(type)] ?? text;
}
