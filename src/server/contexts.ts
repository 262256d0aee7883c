import { setMaxListeners } from 'node:events';
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

interface Parts {
  readonly api: Api;
  readonly configuration: Configuration;
  readonly table: Table;
  readonly cursors: Cursors;
  readonly services: Services;
}

export const ON_DENIED_HEADER = 'x-on-denied';
const ON_DENIED: readonly OnDenied[] = ['error', 'mask', 'reject'];

/** The caller's wish, `error` unless told; `null` where the header says something else. */
export function onDeniedOf({ headers }: FastifyRequest): OnDenied | null {
  const wish = headers[ON_DENIED_HEADER] ?? 'error';
  return ON_DENIED.find((each) => each === wish) ?? null;
}

/** Makes the context of each request: everything in it lives for this request only, but for the short memory of ownership. */
export function contextFactory({ api, configuration, table, cursors, services }: Parts) {
  const source = new TableCallerFacts(table, {
    records: callerRecords,
    ownershipCacheSeconds: configuration.OWNERSHIP_CACHE_SECONDS,
  });
  return (request: FastifyRequest, reply: FastifyReply, caller: Caller): Context<Services> => {
    const callerFacts = new CallerFacts(caller, source);
    const denials = new Denials(api.model.book);
    const onDenied = onDeniedOf(request) ?? 'error';
    const signal = whenOver(reply, configuration.REQUEST_DEADLINE_MS);
    const reader = new Reader({
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
    const now = new Date();
    return {
      requestId: request.id,
      callerFacts,
      reader,
      writer: new Writer(table, reader, signal),
      denials,
      onDenied,
      now,
      deadline: new Date(now.getTime() + configuration.REQUEST_DEADLINE_MS),
      services,
      setHeader: (name, value) => void reply.header(name, value),
    };
  };
}

function assertNothingDenied({ all }: Denials): void {
  if (all.length > 0) throw new OperationRejectedError('denied before reading');
}

/** Aborts when nobody waits for the answer any more, or it is too late for one. */
function whenOver(reply: FastifyReply, deadlineMs: number): AbortSignal {
  const signal = AbortSignal.any([whenGone(reply), AbortSignal.timeout(deadlineMs)]);
  // Every read and write under way listens; node would warn of a leak from the eleventh on.
  setMaxListeners(0, signal);
  return signal;
}

/** Aborts when the client goes away before it has its answer. */
function whenGone({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
