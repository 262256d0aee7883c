import type { Services } from '../../resolvers';
import { callerRecords } from '../../schema';
import { CallerFacts, type CallerFactSource } from '../loading/CallerFacts';
import { Reader } from '../loading/Reader';
import type { TableReads } from '../loading/TableReads';
import { Writer } from '../loading/Writer';
import { TableCallerFacts } from '../loading/TableCallerFacts';
import type { Context } from '../response/Context';
import { Denials } from '../response/Denials';
import { Effects } from '../response/Effects';
import { presentError } from '../response/presentError';
import type { Cursors } from '../storage/cursors';
import type { Table } from '../storage/Table';
import type { Api } from '../compose/api';
import type { Configuration } from '../configuration/configuration';
import type { Explanation } from '../explain/Explanation';
import type { AdmittedOperation } from './Admission';
import type { Asker } from './limits/Asker';
import type { Charge, RateLimits } from './limits/RateLimits';
import type { RoleTables } from '../iam/RoleTables';
import { logFault } from '../observe/faultLog';
import type { Log } from '../observe/requests/Log';

/** What operations are answered with, whatever they come by. */
export interface OperationParts {
  readonly api: Api;
  readonly configuration: Configuration;
  readonly table: Table;
  readonly cursors: Cursors;
  readonly services: Services;
  readonly rateLimits: RateLimits;
  readonly logger: Log;
  /** Where each caller's role has its own way to the table; absent where the server's way is everybody's. */
  readonly roleTables?: RoleTables | null;
}

/** The one context of an operation: what the server itself knows of it beside what resolvers use. */
export interface OperationContext extends Context<Services> {
  readonly asker: Asker;
  /** Whether the answer tells what each field costs (header `x-cost-debug`). */
  readonly costDebug: boolean;
  /** Takes down what is read (header `x-explain`); `null` where nobody asks for it. */
  readonly explain: Explanation | 'refused' | null;
  /** Once it was found good to run. */
  operation: AdmittedOperation | null;
  /** Once it was charged. */
  charge: Charge | null;
}

/** Where what only the table tells of callers comes from; remembers ownership for the seconds that the configuration allows. */
export function callerFactSource({
  table,
  configuration,
  logger,
}: Pick<OperationParts, 'table' | 'configuration' | 'logger'>): TableCallerFacts {
  return new TableCallerFacts(table, {
    records: callerRecords,
    ownershipCacheSeconds: configuration.OWNERSHIP_CACHE_SECONDS,
    report: (fault) => logFault(logger, fault, null),
  });
}

type ContextParts = Omit<OperationParts, 'configuration'> & {
  readonly source: CallerFactSource;
  /** Where items are read; the table itself unless told. */
  readonly reads?: TableReads;
};

/** What one operation is asked with, whatever it came by. */
type Asked = Pick<
  OperationContext,
  'requestId' | 'asker' | 'onDenied' | 'costDebug' | 'explain' | 'signal' | 'setHeader'
> & { readonly milliseconds: number };

/** The context of one operation, or of one event of a subscription. */
export function createContext(parts: ContextParts, asked: Asked): OperationContext {
  const { api, table, services, rateLimits, source } = parts;
  const { milliseconds, ...given } = asked;
  const { asker, explain, onDenied, signal } = asked;
  const trace = explain === 'refused' ? null : explain;
  const callerFacts = new CallerFacts(asker.caller, trace?.aboutCaller(source) ?? source, signal);
  const denials = new Denials(api.model.access);
  const effects = createEffects(api, { callerFacts, denials, onDenied });
  // What passes by itself (a store that is away, others who change the same) is no fault of ours.
  const report = (cause: unknown) =>
    logFault(parts.logger, cause, asked.requestId, presentError({ message: '' }, cause, '').isFault ? 'error' : 'warn');
  const tables = parts.roleTables?.of(callerFacts) ?? { reads: table, writes: table, system: table };
  const reader = createReader(
    { ...parts, reads: parts.reads ?? tables.reads },
    { callerFacts, denials, effects, signal, report },
    trace,
  );
  const now = new Date();
  return {
    ...given,
    operation: null,
    charge: null,
    callerFacts,
    reader,
    writer: new Writer(tables.writes, reader, signal, effects),
    systemWriter: new Writer(tables.system, reader, signal, effects),
    denials,
    effects,
    now,
    deadline: new Date(now.getTime() + milliseconds),
    services,
    report,
    attempts: rateLimits.attempts(asker, report),
    access: (coordinate) => api.access.of(coordinate, callerFacts.principal),
  };
}

function createEffects(
  { model }: Api,
  { callerFacts, denials, onDenied }: Pick<Context, 'callerFacts' | 'denials' | 'onDenied'>,
): Effects {
  return new Effects({ model, callerFacts, denials, records: callerRecords, isRefusing: onDenied === 'reject' });
}

function createReader(
  { api, reads, cursors }: Pick<OperationParts, 'api' | 'cursors'> & { readonly reads: TableReads },
  {
    callerFacts,
    denials,
    effects,
    signal,
    report,
  }: Pick<Context, 'callerFacts' | 'denials' | 'effects' | 'signal' | 'report'>,
  trace: Explanation | null,
): Reader {
  return new Reader({
    model: api.model,
    table: reads,
    cursors,
    callerFacts,
    signal,
    report,
    trace,
    beforeRead: () => {
      if (effects.mayRefuse) denials.refuseIfMet('denied before reading');
    },
    onDeniedBeforeRead: (field) => {
      if (effects.mayRefuse) denials.refuse([field], callerFacts.principal, 'denied before reading');
    },
  });
}
