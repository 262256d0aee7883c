import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestRecord } from './requests/RequestRecord';

/** What every stage of one HTTP request may write to, also where no GraphQL context exists yet. */
export const requestScope = new AsyncLocalStorage<RequestRecord>();

/** The record of the request being served; `undefined` outside of any, as in a probe of the store. */
export function currentRecord(): RequestRecord | undefined {
  return requestScope.getStore();
}

/** The id of the request being served; the same as in its log line. */
export function currentRequestId(): string {
  return currentRecord()?.requestId ?? 'none';
}
