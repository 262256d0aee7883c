import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../../resolvers';
import { callerRecords } from '../../schema';
import type { Caller } from '../identity/Caller';
import { CallerFacts } from '../loading/CallerFacts';
import { Reader } from '../loading/Reader';
import { Writer } from '../loading/Writer';
import { TableCallerFacts } from '../loading/TableCallerFacts';
import type { Context, OnDenied } from '../response/Context';
import { Denials } from '../response/Denials';
import { OperationRejectedError } from '../response/errors';
import type { Cursors } from '../storage/cursors';
import type { Table } from '../storage/Table';
import type { Api } from './api';
import type { Configuration } from './configuration';
import type { Asker, RateLimits } from './limits/RateLimits';
import { requestSignal } from './requestSignal';

interface Parts {
  readonly api: Api;
  readonly configuration: Configuration;
  readonly table: Table;
  readonly cursors: Cursors;
  readonly services: Services;
  readonly rateLimits: RateLimits;
}

/** What the server itself knows of a request beside what resolvers use. */
export interface RequestContext extends Context<Services> {
  readonly asker: Asker;
  /** Whether the answer tells what each field costs (header `x-cost-debug`). */
  readonly costDebug: boolean;
}

const COST_DEBUG_HEADER = 'x-cost-debug';
export const ON_DENIED_HEADER = 'x-on-denied';
const ON_DENIED: readonly OnDenied[] = ['error', 'mask', 'reject'];

/** The caller's wish, `error` unless told; `null` where the header says something else. */
export function onDeniedOf({ headers }: FastifyRequest): OnDenied | null {
  const wish = headers[ON_DENIED_HEADER] ?? 'error';
  return ON_DENIED.find((each) => each === wish) ?? null;
}

/** Makes the context of each request: everything in it lives for this request only, but for the short memory of ownership. */
export function contextFactory({ api, configuration, table, cursors, services, rateLimits }: Parts) {
  const source = new TableCallerFacts(table, {
    records: callerRecords,
    ownershipCacheSeconds: configuration.OWNERSHIP_CACHE_SECONDS,
  });
  return (request: FastifyRequest, reply: FastifyReply, caller: Caller): RequestContext => {
    const asker = { caller, address: request.ip };
    // The time it took to get here, to read the body and to check who asks, is part of the request's.
    const milliseconds = Math.max(0, configuration.REQUEST_DEADLINE_MS - reply.elapsedTime);
    const signal = requestSignal(reply, milliseconds);
    const callerFacts = new CallerFacts(caller, source, signal);
    const denials = new Denials(api.model.book);
    const onDenied = onDeniedOf(request) ?? 'error';
    const reader = createReader({ api, table, cursors }, { callerFacts, denials, onDenied, signal });
    const now = new Date();
    return {
      requestId: request.id,
      callerFacts,
      reader,
      writer: new Writer(table, reader, signal),
      denials,
      onDenied,
      now,
      deadline: new Date(now.getTime() + milliseconds),
      signal,
      services,
      attempts: { count: (operation, account) => rateLimits.countAttempt(asker, operation, account) },
      access: (coordinate) => api.access.of(coordinate, callerFacts.standing),
      asker,
      costDebug: request.headers[COST_DEBUG_HEADER] !== undefined,
      setHeader: (name, value) => void reply.header(name, value),
    };
  };
}

function createReader(
  { api, table, cursors }: Pick<Parts, 'api' | 'table' | 'cursors'>,
  { callerFacts, denials, onDenied, signal }: Pick<Context, 'callerFacts' | 'denials' | 'onDenied' | 'signal'>,
): Reader {
  return new Reader({
    model: api.model,
    table,
    cursors,
    callerFacts,
    signal,
    beforeRead: () => {
      if (onDenied === 'reject') assertNothingDenied(denials);
    },
    onDeniedBeforeRead: ({ coordinate, ownRule }) => {
      if (onDenied !== 'reject') return;
      denials.add(coordinate, ownRule ?? { grants: [] }, callerFacts.standing, []);
      assertNothingDenied(denials);
    },
  });
}

function assertNothingDenied({ all }: Denials): void {
  if (all.length > 0) throw new OperationRejectedError('denied before reading');
}
