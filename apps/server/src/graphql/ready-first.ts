import { type GraphQLField, type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql';

/**
 * Lets fields be taken from their parent without a call, where that is all there is to do. A page's graph is loaded in sets, so most
 * fields are there already:
 * - Nest gives each field a resolver that reads the property of its name, and graphql-jit makes closures and a description of the
 *   place for every resolver it calls (about 700 on a topic with 20 replies). Fields without one are read in place.
 * - A field resolver is for what the parent did not bring along; Nest's wrapping makes a promise of each call.
 */
export function readyFirst(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type) || roots.includes(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve, name, args } = field;
      if (resolve === undefined) continue;
      if (isPlain(field)) field.resolve = undefined;
      else if (args.length === 0)
        field.resolve = (parent: Record<string, unknown>, ...rest) =>
          parent[name] !== undefined ? parent[name] : resolve(parent, ...rest);
    }
  }
  return schema;
}

/** Whether the resolver is Nest's own and reads nothing but the property of the field's name. */
function isPlain({ resolve, name }: GraphQLField<unknown, unknown>): boolean {
  // The name that Nest gives it; what it does is tried.
  if (resolve?.name !== 'rootFieldResolver') return false;
  const property = resolve as (parent: Record<string, unknown>) => unknown;
  const value = {};
  return property({ [name]: value }) === value && property({}) === undefined;
}
