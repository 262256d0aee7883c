import type { StoreCall } from '../../storage/calls/observeCalls';
import type { SideSystemName } from '../../sideSystems/SideSystem';
import type { RequestRecord } from '../requests/RequestRecord';

/** What has a size at every moment, and what tells the rows of each apart. */
export interface Gauges {
  readonly connections: { readonly kind: 'socket' | 'event-stream' };
  readonly subscriptions: Readonly<Record<string, never>>;
  /** Counts 1 while it is away. */
  readonly sideSystems: { readonly system: SideSystemName };
  readonly changesLag: { readonly reader: ChangesReader };
  readonly changesReading: { readonly reader: ChangesReader };
}

/** What changes are read for. */
export type ChangesReader = 'subscriptions' | 'notices';

/** Hears what happens, in the order in which it happens, and turns it into traces and metrics. Never throws, never waits. */
export interface Telemetry {
  requestStarted(record: RequestRecord, traceparent: string | undefined): void;
  operationStarted(record: RequestRecord): void;
  /** `text`: the document in which the operation of the record stands. */
  operationResolved(record: RequestRecord, text: string): void;
  /** The answer is ready, and goes out next. */
  operationEnded(record: RequestRecord): void;
  /** `record`: whose request it was for; `undefined` outside of any. */
  storeCalled(call: StoreCall, record: RequestRecord | undefined): void;
  requestEnded(record: RequestRecord): void;
  /** A notification was not taken by its carrier, however often it was tried. */
  notificationGivenUp(): void;
  /** Changes may have been missed. */
  changesMissed(reader: ChangesReader): void;
  /** `read` is asked whenever somebody looks. */
  watch<G extends keyof Gauges>(gauge: G, labels: Gauges[G], read: () => number): void;
  /** Delivers what there is so far, within seconds: for a process that may stand still from now on. */
  flush(): Promise<void>;
  /** Delivers what is left, within seconds, and stops. */
  close(): Promise<void>;
}

const nothing = () => undefined;

/** Switched off: costs nothing, loads nothing. */
export const NO_TELEMETRY: Telemetry = {
  requestStarted: nothing,
  operationStarted: nothing,
  operationResolved: nothing,
  operationEnded: nothing,
  storeCalled: nothing,
  requestEnded: nothing,
  notificationGivenUp: nothing,
  changesMissed: nothing,
  watch: nothing,
  flush: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
