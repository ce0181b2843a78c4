import { CombinedError, createRequest, type AnyVariables, type DocumentInput } from '@urql/core';
import { useClientHandle, useQuery } from '@urql/vue';
import { computed, inject, ref, shallowRef, type InjectionKey, type Ref } from 'vue';
import { wireForm } from '../app/wire-form.ts';
import type { Execute } from '../forms/submit.ts';

/** What one query answered. */
export interface Answer {
  data?: unknown;
  error?: CombinedError;
}

/** Server: the answers of one page, by urql's key of the request, under which the browser finds them again. */
export class Answers {
  readonly byKey = new Map<number, Answer>();
  /** Why no answer came at all: then there is no page to be made. Vue swallows what a component's prefetch throws. */
  failure: Error | undefined;

  constructor(private readonly execute: Execute) {}

  /** Asks in the server's process. A client with its chain of exchanges would cost as much as a tenth of the page. */
  async ask<D, V extends AnyVariables>(document: DocumentInput<D, V>, variables: V): Promise<Answer> {
    const request = createRequest(document, variables);
    const answer = await this.execute(wireForm(request.query), { ...request.variables }).then(
      ({ data, errors }): Answer => ({ data, ...(errors?.length && { error: new CombinedError({ graphQLErrors: [...errors] }) }) }),
      (cause: unknown): Answer => {
        this.failure = cause instanceof Error ? cause : new Error(String(cause));
        return { error: new CombinedError({ networkError: this.failure }) };
      },
    );
    this.byKey.set(request.key, answer);
    return answer;
  }
}

/** Provided on the server alone. */
export const answersKey: InjectionKey<Answers> = Symbol('answers');

/** A query as pages see it. */
interface Asked<D> {
  data: Readonly<Ref<D | undefined>>;
  error: Readonly<Ref<CombinedError | undefined>>;
  fetching: Readonly<Ref<boolean>>;
  /** Asks again, past the cache. */
  refresh(): void;
  /** Settles when the server has its answer. */
  settled: Promise<void>;
}

/** Asks one query: in the server's process once, in the browser by the client, which follows the variables. */
export function useAsked<D, V extends AnyVariables>(document: DocumentInput<D, V>, variables: () => V): Asked<D> {
  const answers = inject(answersKey, null);
  if (answers) return askedOnce<D, V>(answers, document, variables());
  const query = useQuery<D, V>({ query: document, variables: computed(variables) as unknown as V });
  return {
    data: query.data,
    error: query.error,
    fetching: query.fetching,
    refresh: () => void query.executeQuery({ requestPolicy: 'network-only' }),
    settled: Promise.resolve(),
  };
}

/** Asks in passing: on the server in its process, in the browser by the client. */
export function useAsk() {
  const answers = inject(answersKey, null);
  const { client } = useClientHandle();
  return async <D, V extends AnyVariables>(document: DocumentInput<D, V>, variables: V): Promise<D | undefined> => {
    const { data } = await (answers ? answers.ask(document, variables) : client.query<D, V>(document, variables));
    return (data ?? undefined) as D | undefined;
  };
}

function askedOnce<D, V extends AnyVariables>(answers: Answers, document: DocumentInput<D, V>, variables: V): Asked<D> {
  const data = shallowRef<D>();
  const error = shallowRef<CombinedError>();
  const fetching = ref(true);
  const settled = answers.ask(document, variables).then((answer) => {
    data.value = (answer.data ?? undefined) as D | undefined;
    error.value = answer.error;
    fetching.value = false;
  });
  return { data, error, fetching, refresh: () => undefined, settled };
}
