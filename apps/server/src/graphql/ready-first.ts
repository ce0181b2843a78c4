import { type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql';

/**
 * Lets fields that their parent brought along be taken from it, synchronously: a page's graph is loaded in sets, and its field
 * resolvers are for what was not. Nest's wrapping makes a promise of each of them otherwise (60 on a topic with 20 replies).
 */
export function readyFirst(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type) || roots.includes(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve, name, args } = field;
      if (resolve === undefined || args.length > 0) continue;
      field.resolve = (parent: Record<string, unknown>, ...rest) => (parent[name] !== undefined ? parent[name] : resolve(parent, ...rest));
    }
  }
  return schema;
}
