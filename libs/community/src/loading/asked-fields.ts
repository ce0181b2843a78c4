import type { FieldNode, FragmentDefinitionNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql';

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** Documents are parsed once and asked often. */
const known = new WeakMap<FieldNode, ReadonlySet<string>>();

/** The fields that a selection asks of its object, fragments included. A command asks this to know whether it must read after it wrote. */
export function askedFields({ fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>): ReadonlySet<string> {
  const [first, ...others] = fieldNodes;
  if (others.length > 0) return new Set(fieldNodes.flatMap(({ selectionSet }) => [...namesIn(selectionSet, fragments)]));
  const remembered = known.get(first!);
  if (remembered !== undefined) return remembered;
  const names = new Set(namesIn(first!.selectionSet, fragments));
  known.set(first!, names);
  return names;
}

function* namesIn(set: SelectionSetNode | undefined, fragments: Fragments): Generator<string> {
  for (const selection of set?.selections ?? []) {
    if (selection.kind === 'Field') {
      if (selection.name.value !== '__typename') yield selection.name.value;
    } else
      yield* namesIn(
        selection.kind === 'InlineFragment' ? selection.selectionSet : fragments[selection.name.value]!.selectionSet,
        fragments,
      );
  }
}

/** Whether what the command tells by itself is all that is asked; nobody asked in particular: everything is. */
export function answers<T extends object>(told: T, asked: ReadonlySet<string> | undefined): boolean {
  return asked !== undefined && [...asked].every((name) => Object.hasOwn(told, name));
}
