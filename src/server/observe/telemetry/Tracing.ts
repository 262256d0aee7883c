import type * as OpenTelemetry from '@opentelemetry/api';
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import type { StoreCall } from '../../../storage/observeCalls';
import { loggedOperationName } from '../loggedFields';
import { isProbe, type RequestRecord } from '../RequestRecord';
import { outcomeOf } from '../requestLine';
import { parentOf } from './traceparent';

interface Spans {
  readonly request: Span;
  operation?: Span;
}

/**
 * Spans in OpenTelemetry's semantic conventions: request → operation → each call to the store. Names and numbers only: no URL, no
 * header, no document, no variable, no key.
 */
export class Tracing {
  private readonly spans = new WeakMap<RequestRecord, Spans>();

  constructor(
    private readonly api: typeof OpenTelemetry,
    private readonly tracer: Tracer,
  ) {}

  requestStarted(record: RequestRecord, traceparent: string | undefined): void {
    if (isProbe(record)) return;
    const { trace, ROOT_CONTEXT, SpanKind } = this.api;
    const parent = parentOf(traceparent);
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    const { method, route } = record;
    const name = route === null ? method : `${method} ${route}`;
    const attributes = { 'http.request.method': method, ...(route !== null && { 'http.route': route }) };
    const startTime = epochOf(record.startedAt);
    const request = this.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes, startTime }, context);
    this.spans.set(record, { request });
  }

  operationStarted(record: RequestRecord): void {
    const spans = this.spans.get(record);
    if (spans) spans.operation = this.tracer.startSpan('GraphQL', {}, this.inside(spans.request));
  }

  operationEnded(record: RequestRecord): void {
    const span = this.spans.get(record)?.operation;
    const name = loggedOperationName(record.operationName);
    if (record.operationType !== null) span?.updateName(record.operationType);
    span?.setAttributes({
      ...(record.operationType !== null && { 'graphql.operation.type': record.operationType }),
      ...(name !== null && { 'graphql.operation.name': name }),
      'fieldgate.denied_fields': record.denied.length,
    });
    span?.end();
  }

  storeCalled(call: StoreCall, record: RequestRecord | undefined): void {
    const spans = record && this.spans.get(record);
    if (!spans) return;
    const { SpanKind, SpanStatusCode } = this.api;
    const end = performance.now();
    const options = {
      kind: SpanKind.CLIENT,
      startTime: epochOf(end - call.milliseconds),
      attributes: attributesOf(call),
    };
    const span = this.tracer.startSpan(call.operation, options, this.inside(spans.operation ?? spans.request));
    if (call.error !== null) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(epochOf(end));
  }

  requestEnded(record: RequestRecord): void {
    const span = this.spans.get(record)?.request;
    span?.setAttributes({
      'http.response.status_code': record.status,
      'user.roles': [...record.roles],
      'fieldgate.request_id': record.requestId,
      'fieldgate.outcome': outcomeOf(record),
    });
    if (record.status >= 500) span?.setStatus({ code: this.api.SpanStatusCode.ERROR });
    span?.end();
  }

  private inside(span: Span): Context {
    return this.api.trace.setSpan(this.api.ROOT_CONTEXT, span);
  }
}

function attributesOf({ operation, attributes, keys, readUnits, writeUnits, attempts, error }: StoreCall): Attributes {
  return {
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': operation,
    'db.operation.batch.size': keys,
    'aws.dynamodb.consumed_capacity': [JSON.stringify({ CapacityUnits: readUnits + writeUnits })],
    ...(attributes.length > 0 && { 'aws.dynamodb.projection': attributes.join(', ') }),
    ...(attempts > 1 && { 'http.request.resend_count': attempts - 1 }),
    ...(error !== null && { 'error.type': error }),
  };
}

/** From the clock of `performance.now()`, in which durations are measured, to that of the world. */
function epochOf(milliseconds: number): number {
  return performance.timeOrigin + milliseconds;
}
