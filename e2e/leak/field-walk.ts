import { type GraphQLOutputType, type GraphQLSchema, getNamedType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { Client } from '../support/client.js';
import type { Guesses, Probe } from './schema-walk.js';
import { probesOf } from './schema-walk.js';

export interface Found {
  field: string;
  text: string;
}

/** All that this client can get out of GraphQL, with the field it came from. */
export async function walk(client: Client, schema: GraphQLSchema, guesses: Guesses, seen = new Set<string>()): Promise<Found[]> {
  const found: Found[] = [];
  for (const probe of probesOf(schema, guesses)) {
    const answer = await client.graphql(probe.query, probe.variables);
    const refusals = (answer.errors ?? []).map(({ message, extensions }) => `${extensions.code} ${message}`);
    // A probe that the limits refuse would prove nothing.
    if (refusals.some((refusal) => /^INVALID .*(levels|costs|aliases|Syntax|Cannot query)/.test(refusal)))
      throw new Error(`${probe.field}: ${refusals.join('; ')}`);
    note(schema, probe, answer.data, seen);
    found.push({ field: probe.field, text: withoutEcho(JSON.stringify({ data: answer.data, errors: answer.errors }), probe.variables) });
  }
  return found;
}

/** Every `Type.field` that a query can reach. */
export function fieldsOf(schema: GraphQLSchema): string[] {
  const types = new Set<string>();
  const reach = (type: GraphQLOutputType): void => {
    const named = getNamedType(type);
    if (!isObjectType(named) || types.has(named.name)) return;
    types.add(named.name);
    for (const field of Object.values(named.getFields())) reach(field.type);
  };
  reach(schema.getQueryType()!);
  return [...types].flatMap((name) => {
    const type = schema.getType(name);
    return isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${name}.${field}`) : [];
  });
}

/** Marks every field that answered something: neither null nor an empty list. */
function note(schema: GraphQLSchema, { field }: Probe, data: Record<string, unknown> | null, seen: Set<string>): void {
  const type = schema.getQueryType()!.getFields()[field]!.type;
  const value = data?.[field];
  if (!isSomething(value)) return;
  seen.add(`Query.${field}`);
  noteBelow(type, value, seen);
}

function noteBelow(type: GraphQLOutputType, value: unknown, seen: Set<string>): void {
  const bare = isNonNullType(type) ? type.ofType : type;
  if (isListType(bare)) return (value as unknown[]).forEach((one) => noteBelow(bare.ofType as GraphQLOutputType, one, seen));
  if (isLeafType(bare) || !isObjectType(bare) || value === null) return;
  for (const [name, below] of Object.entries(value as Record<string, unknown>)) {
    const field = bare.getFields()[name];
    if (field === undefined || !isSomething(below)) continue;
    seen.add(`${bare.name}.${name}`);
    noteBelow(field.type, below, seen);
  }
}

const isSomething = (value: unknown): boolean => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

/** An answer may repeat what the asker said. */
function withoutEcho(text: string, variables: Record<string, unknown>): string {
  return Object.values(variables).reduce<string>(
    (left, value) => (typeof value === 'string' && value.includes('canary') ? left.replaceAll(value, '') : left),
    text,
  );
}
