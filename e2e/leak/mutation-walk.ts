import { type GraphQLArgument, type GraphQLInputType, type GraphQLSchema, getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredArgument, isRequiredInputField } from 'graphql'; // prettier-ignore

/** A mutation upon something that may be hidden. */
export interface Attempt {
  mutation: string;
  query: string;
  variables: Record<string, unknown>;
}

/** What an argument names: something of the portal that somebody may not know of. */
export type Named = 'topic' | 'reply' | 'group' | 'parent';

/** Words that stand in place of what has no secret; an argument without one fails the suite. */
const PLAIN: Record<string, unknown> = {
  ...{ body: 'A few words', title: 'A few words of a title', word: 'A word', words: 'A word', reason: 'A reason', message: 'Please' },
  ...{
    handle: 'nobody-at-all',
    person: '00000000-0000-7000-8000-000000000000',
    uses: 1,
    days: 1,
    search: '00000000-0000-7000-8000-000000000000',
  },
  ...{ id: '00000000-0000-7000-8000-000000000000', wantedPath: '/', helped: true, official: false, name: 'A name', tags: [], products: [] },
};

/** Every mutation that takes one of these, and the names of its required arguments that nobody has a value for. */
export function attemptsOn(schema: GraphQLSchema, named: Partial<Record<Named, string>>): { attempts: Attempt[]; unknown: string[] } {
  const unknown: string[] = [];
  const attempts = Object.values(schema.getMutationType()!.getFields()).flatMap((field) => {
    if (!field.args.some((arg) => takes(arg.name, arg.type, named))) return [];
    const variables = Object.fromEntries(
      field.args
        .filter((arg) => arg.name in named || isRequiredArgument(arg))
        .map((arg) => [arg.name, valueOf(arg, `${field.name}.${arg.name}`)]),
    );
    const declared = Object.keys(variables).map((name) => `$${name}: ${String(field.args.find((arg) => arg.name === name)!.type)}`);
    const passed = Object.keys(variables).map((name) => `${name}: $${name}`);
    const isLeaf = !('getFields' in getNamedType(field.type));
    const query = `mutation (${declared.join(', ')}) { ${field.name}(${passed.join(', ')})${isLeaf ? '' : ' { __typename }'} }`;
    return [{ mutation: field.name, query, variables }];
  });
  return { attempts, unknown };

  function valueOf({ name, type }: Pick<GraphQLArgument, 'name' | 'type'>, at: string): unknown {
    if (name in named) return named[name as Named];
    const bare = isNonNullType(type) ? type.ofType : type;
    if (isInputObjectType(bare))
      return Object.fromEntries(
        Object.values(bare.getFields())
          .filter((field) => field.name in named || isRequiredInputField(field))
          .map((field) => [field.name, valueOf(field, `${at}.${field.name}`)]),
      );
    const leaf = getNamedType(type);
    if (isEnumType(leaf)) return leaf.getValues()[0]!.name;
    if (!(name in PLAIN)) unknown.push(at);
    return isListType(bare) ? [] : PLAIN[name];
  }
}

function takes(name: string, type: GraphQLInputType, named: Partial<Record<Named, string>>): boolean {
  if (name in named) return true;
  const bare = getNamedType(type);
  return isInputObjectType(bare) && Object.keys(bare.getFields()).some((field) => field in named);
}
