import { makeOperation, type Exchange, type Operation, type OperationResult } from '@urql/core';
import { filter, makeSubject, map, merge, pipe } from 'wonka';
import { hashOf } from './wire-form.ts';

/**
 * Sends the hash of a document instead of its text. A page that stayed open over an upgrade has hashes that the new server does not
 * know: it sends the text then.
 */
export const hashExchange: Exchange =
  ({ forward }) =>
  (operations) => {
    const { source: again, next: askAgain } = makeSubject<Operation>();
    return pipe(
      merge([pipe(operations, map(byHash)), again]),
      forward,
      filter((result) => {
        if (!isUnknown(result)) return true;
        askAgain(byText(result.operation));
        return false;
      }),
    );
  };

function byHash(operation: Operation): Operation {
  const hash = operation.kind === 'teardown' ? undefined : hashOf(operation.query);
  if (hash === undefined) return operation;
  const persistedQuery = { version: 1 as const, sha256Hash: hash.replace('sha256:', '') };
  return Object.assign(makeOperation(operation.kind, operation), { extensions: { ...operation.extensions, persistedQuery } });
}

function byText(operation: Operation): Operation {
  const { persistedQuery: _, ...extensions } = operation.extensions ?? {};
  return Object.assign(makeOperation(operation.kind, operation), { extensions });
}

function isUnknown({ operation, error }: OperationResult): boolean {
  const wasHash = operation.extensions?.persistedQuery !== undefined;
  return wasHash && (error?.graphQLErrors.some(({ message }) => message === 'PersistedQueryNotSupported') ?? false);
}
