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

function pointerOf(field: GraphQLField<unknown, unknown>, kind: string): Pointer | undefined {
  const used = field.args.filter((arg) => isRequiredArgument(arg) || holdsName(arg));
  if (!used.some(holdsName)) return undefined;
  const declared = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  return {
    field: field.name,
    query: `${kind} (${declared}) { ${field.name}(${passed}) ${isObjectType(getNamedType(field.type)) ? '{ __typename }' : ''} }`,
    with: (names) => Object.fromEntries(used.map((arg) => [arg.name, valueFor(arg.name, arg.type, names)])),
  };
}

function holdsName({ name, type }: Pick<GraphQLArgument, 'name' | 'type'>): boolean {
  const named = getNamedType(type);
  if (isInputObjectType(named)) return Object.values(named.getFields()).some(holdsName);
  return !isEnumType(named) && NAMES.test(name);
}

function valueFor(argument: string, type: GraphQLInputType, names: Names): unknown {
  if (isNonNullType(type)) return valueFor(argument, type.ofType as GraphQLInputType, names);
  if (isListType(type)) return [valueFor(argument, type.ofType as GraphQLInputType, names)];
  if (isEnumType(type)) return type.getValues()[0]!.value;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isRequiredInputField(field) || holdsName(field));
    return Object.fromEntries(fields.map((field) => [field.name, valueFor(field.name, field.type, names)]));
  }
  if (NAMES.test(argument)) return names[argument === 'key' || argument === 'path' ? argument : SLUGS.test(argument) ? 'slug' : 'id'];
  const values: Record<string, unknown> = { Int: 1, Boolean: true, Float: 1 };
  return values[String(type)] ?? 'Words of some length';
}
