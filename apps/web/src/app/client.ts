import { Client, cacheExchange, fetchExchange, makeErrorResult, ssrExchange, type SSRData } from '@urql/core';
import { map } from 'wonka';
import { hashExchange } from './hash-exchange.ts';

/** The browser's client, which starts with what the server has answered. */
export function makeClient(data: SSRData): Client {
  const answered = ssrExchange({ isClient: true, initialState: data });
  return new Client({ url: '/graphql', preferGetMethod: false, exchanges: [cacheExchange, answered, hashExchange, fetchExchange] });
}

/** What components find as their client on the server: they act and load more in browsers only, and ask by `useAsked` and `useAsk`. */
export const noClient = new Client({
  url: '/graphql',
  preferGetMethod: false,
  exchanges: [() => map((operation) => makeErrorResult(operation, new Error('the server asks by useAsk')))],
});
