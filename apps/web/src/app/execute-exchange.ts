import { CombinedError, makeResult, type Exchange } from '@urql/core';
import { filter, fromPromise, mergeMap, pipe } from 'wonka';
import type { Execute } from '../forms/submit.ts';
import { wireForm } from './wire-form.ts';

/** Sends operations to the server's own executor instead of over HTTP. */
export const executeExchange =
  (execute: Execute): Exchange =>
  () =>
  (operations) =>
    pipe(
      operations,
      filter((operation) => operation.kind === 'query'),
      mergeMap((operation) =>
        fromPromise(
          execute(wireForm(operation.query), { ...operation.variables }).then(
            (answer) =>
              makeResult(operation, {
                data: answer.data as Record<string, unknown> | null | undefined,
                errors: answer.errors?.length ? [...answer.errors] : undefined,
                hasNext: false,
              }),
            (cause: unknown) => ({
              ...makeResult(operation, { data: undefined, hasNext: false }),
              error: new CombinedError({ networkError: cause instanceof Error ? cause : new Error(String(cause)) }),
            }),
          ),
        ),
      ),
    );
