import { AsyncLocalStorage } from 'node:async_hooks';

/** What every stage of one HTTP request may need to name it, also where no GraphQL context exists yet. */
export interface RequestScope {
  readonly requestId: string;
}

export const requestScope = new AsyncLocalStorage<RequestScope>();

/** The id of the request being served; the same as in its log line. */
export function currentRequestId(): string {
  return requestScope.getStore()?.requestId ?? 'none';
}
