import { type CustomScalar, Scalar } from '@nestjs/graphql';
import { GraphQLError, Kind, type ValueNode } from 'graphql';

/**
 * A moment in UTC, ISO 8601. Nest's own scalar answers null for anything but a `Date`; a row that comes as JSON from PostgreSQL
 * has its moments as text.
 */
@Scalar('DateTime', () => Date)
export class DateTimeScalar implements CustomScalar<string, Date> {
  description = 'A moment in UTC, ISO 8601.';

  serialize(value: unknown): string {
    return momentOf(value).toISOString();
  }

  parseValue(value: unknown): Date {
    return momentOf(value);
  }

  parseLiteral(node: ValueNode): Date {
    return momentOf(node.kind === Kind.STRING ? node.value : undefined);
  }
}

function momentOf(value: unknown): Date {
  const moment = value instanceof Date ? value : new Date(typeof value === 'string' ? value : NaN);
  if (Number.isNaN(moment.getTime())) throw new GraphQLError('Not a moment in ISO 8601', { extensions: { code: 'INVALID' } });
  return moment;
}
