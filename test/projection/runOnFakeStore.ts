import type { ExecutionResult } from 'graphql';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { CallerFacts } from '../../src/loading/CallerFacts';
import { Reader } from '../../src/loading/Reader';
import { Denials } from '../../src/response/Denials';
import { Cursors } from '../../src/storage/cursors';
import { access } from '../access/principals';
import type { Item } from '../../src/storage/requests';
import { FakeStore, type StoreRequest } from '../storage/FakeStore';
import type { EXECUTORS } from '../support/executors';
import type { ServedApi } from './apiUnderTest';
import { VARIABLES } from './randomQuery';
import type { WhoAsks, World } from './randomWorld';

type Execute = (typeof EXECUTORS)['levels'];

const cursors = new Cursors(parseKeyRing(Buffer.alloc(32, 7).toString('base64url')));

export interface Ran {
  readonly result: ExecutionResult;
  readonly requests: readonly StoreRequest[];
  readonly denials: Denials;
}

/** The real path from a document to requests and back, with a real reader and table on a store that answers shuffled. */
export async function run(
  execute: Execute,
  api: ServedApi,
  { items, listed }: Pick<World, 'items'> & { readonly listed?: readonly Item[] },
  who: WhoAsks,
  query: string,
): Promise<Ran> {
  const store = new FakeStore(items, listed);
  const callerFacts = new CallerFacts(who.caller, who.source);
  const denials = new Denials(access);
  const nothing = () => {};
  const reader = new Reader({
    model: api.model,
    table: store.table,
    cursors,
    callerFacts,
    signal: undefined,
    onDeniedBeforeRead: nothing,
    report: nothing,
    beforeRead: nothing,
  });
  const contextValue = { callerFacts, reader, denials };
  const result = await execute(api, query, contextValue, VARIABLES);
  return { result, requests: store.take(), denials };
}
