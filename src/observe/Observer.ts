import type { Log } from './requests/Log';
import type { StoreCall } from '../storage/calls/observeCalls';
import { writeRequestLine } from './requests/requestLine';
import type { RequestRecord } from './requests/RequestRecord';
import { currentRecord } from './requestScope';
import { SecurityEvents } from './SecurityEvents';
import type { Telemetry } from './telemetry/Telemetry';

/** Keeps the record of each request while it runs, and tells of it when it is over: in the log, in traces and metrics. */
export class Observer {
  readonly securityEvents: SecurityEvents;

  constructor(
    private readonly logger: Log,
    readonly telemetry: Telemetry,
    /** Hears of each request that is over, beside the log. */
    private readonly onRequest: (record: RequestRecord) => void = () => undefined,
  ) {
    this.securityEvents = new SecurityEvents(logger);
  }

  requestStarted(record: RequestRecord, traceparent: string | undefined): void {
    this.telemetry.requestStarted(record, traceparent);
  }

  requestEnded(record: RequestRecord): void {
    if (record.codes.has('RATE_LIMITED')) record.security.add('rate_limited');
    writeRequestLine(this.logger, record);
    this.securityEvents.report(record);
    this.telemetry.requestEnded(record);
    this.onRequest(record);
  }

  /** For the store's client; the request is the one in whose scope the call was made. */
  readonly storeCalled = (call: StoreCall): void => {
    const record = currentRecord();
    if (record) count(record, call);
    record?.onStoreCall?.(call);
    this.telemetry.storeCalled(call, record);
  };
}

function count({ store }: RequestRecord, { attempts, readUnits, writeUnits }: StoreCall): void {
  store.calls += 1;
  store.attempts += attempts;
  store.readUnits += readUnits;
  store.writeUnits += writeUnits;
}
