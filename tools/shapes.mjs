// What the answers to queries look like: of each object its type and the names of its fields, in the order in which they are answered.
import { Kind, concatAST, getNamedType, isAbstractType, isCompositeType } from 'graphql';

/**
 * @param {import('graphql').DocumentNode[]} documents
 * @param {import('graphql').GraphQLSchema} schema
 * @param {string[]} queries names of the queries to read
 * @returns {string[][]} each shape once: type, then names without `__typename`, as answered with no `@include`d field
 */
export function shapesOf(documents, schema, queries) {
  const { definitions } = concatAST(documents);
  const fragments = new Map(definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]));
  const shapes = new Map();
  const walk = (type, selectionSets) => {
    const fields = new Map();
    for (const set of selectionSets) collect(type, set, fields, { schema, fragments });
    const names = [...fields.keys()].filter((name) => name !== '__typename');
    shapes.set([type.name, ...names].join(), [type.name, ...names]);
    for (const [, nodes] of fields) {
      const inner = nodes.map(({ selectionSet }) => selectionSet).filter(Boolean);
      const named = inner.length > 0 ? getNamedType(type.getFields()[nodes[0].name.value].type) : undefined;
      if (!isCompositeType(named)) continue;
      for (const one of isAbstractType(named) ? schema.getPossibleTypes(named) : [named]) walk(one, inner);
    }
  };
  for (const one of definitions)
    if (one.kind === Kind.OPERATION_DEFINITION && queries.includes(one.name.value)) walk(schema.getQueryType(), [one.selectionSet]);
  return [...shapes.values()];
}

/** Fields by the name that they are answered with, in the order of their first mention (GraphQL §6.3.2). */
function collect(type, { selections }, fields, { schema, fragments }) {
  for (const selection of selections) {
    if (selection.directives?.some(({ name }) => name.value === 'include')) continue;
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      fields.set(name, [...(fields.get(name) ?? []), selection]);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
    const applies = !condition || condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
    if (applies) collect(type, fragment.selectionSet, fields, { schema, fragments });
  }
}
