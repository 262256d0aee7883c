import type * as OpenTelemetry from '@opentelemetry/api';
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import type { StoreCall } from '../../storage/calls/observeCalls';
import { loggedOperationName } from '../requests/loggedFields';
import { isProbe, type RequestRecord } from '../requests/RequestRecord';
import { outcomeOf } from '../requests/requestLine';
import { errorTypeOf } from './errorTypeOf';
import { methodOf, SCHEME } from './requestAttributes';
import { parentOf } from './traceparent';

interface Spans {
  readonly request: Span;
  /** `null` before it began, and once it is over. */
  operation: Span | null;
}

/** The name of an operation's span as long as its type is unknown, and for good where that stays so. */
const OPERATION = 'GraphQL Operation';

/**
 * Spans in OpenTelemetry's semantic conventions: request → operation → each call to the store. Names and numbers only: no URL, no
 * header, no document, no variable, no key. What failed by our fault says ERROR; what the client did wrong does not.
 */
export class Tracing {
  private readonly spans = new WeakMap<RequestRecord, Spans>();

  constructor(
    private readonly api: typeof OpenTelemetry,
    private readonly tracer: Tracer,
    /** Whether the sampler does as whoever calls says. */
    private readonly doesAsCallersSay: boolean,
  ) {}

  requestStarted(record: RequestRecord, traceparent: string | undefined): void {
    if (isProbe(record)) return;
    const { trace, ROOT_CONTEXT, SpanKind } = this.api;
    const parent = parentOf(traceparent, this.doesAsCallersSay);
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    const { name, attributes } = startOf(record);
    const startTime = epochOf(record.startedAt);
    const request = this.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes, startTime }, context);
    this.spans.set(record, { request, operation: null });
  }

  operationStarted(record: RequestRecord): void {
    const spans = this.spans.get(record);
    if (spans?.request.isRecording())
      spans.operation = this.tracer.startSpan(OPERATION, {}, this.inside(spans.request));
  }

  operationEnded(record: RequestRecord): void {
    const spans = this.spans.get(record);
    if (!spans?.operation) return;
    const { operation } = spans;
    spans.operation = null;
    if (record.operationType !== null) operation.updateName(record.operationType);
    operation.setAttributes({ ...operationOf(record), 'fieldgate.denied_fields': record.denied.length });
    this.end(operation, record);
  }

  storeCalled(call: StoreCall, record: RequestRecord | undefined): void {
    const spans = record && this.spans.get(record);
    const { SpanKind, SpanStatusCode, TraceFlags } = this.api;
    // What the call asked for takes time to find out, and nine in ten are not traced. What is counted is told after the request's end.
    if (!spans || (spans.request.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
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
    // Where an operation broke off, nothing said that it ended.
    this.operationEnded(record);
    const span = this.spans.get(record)?.request;
    if (!span) return;
    span.setAttributes({
      ...(record.step === null ? { 'http.response.status_code': record.status } : operationOf(record)),
      'user.roles': [...record.roles],
      'fieldgate.request_id': record.requestId,
      'fieldgate.outcome': outcomeOf(record),
    });
    this.end(span, record);
  }

  /** Without a message: those quote what they are about. */
  private end(span: Span, record: RequestRecord): void {
    const error = errorTypeOf(record);
    if (error !== null) {
      span.setAttribute('error.type', error);
      span.setStatus({ code: this.api.SpanStatusCode.ERROR });
    }
    span.end();
  }

  private inside(span: Span): Context {
    return this.api.trace.setSpan(this.api.ROOT_CONTEXT, span);
  }
}

/** What is known of a request, or of a step of a subscription, when it begins. */
function startOf({ method, route, step }: RequestRecord): { name: string; attributes: Attributes } {
  if (step !== null) return { name: `subscription ${step.toLowerCase()}`, attributes: {} };
  const known = methodOf(method);
  const verb = known === '_OTHER' ? 'HTTP' : known;
  return {
    name: route === null ? verb : `${verb} ${route}`,
    attributes: {
      'http.request.method': known,
      'url.scheme': SCHEME,
      ...(route !== null && { 'http.route': route }),
    },
  };
}

function operationOf({ operationType, operationName }: RequestRecord): Attributes {
  const name = loggedOperationName(operationName);
  return {
    ...(operationType !== null && { 'graphql.operation.type': operationType }),
    ...(name !== null && { 'graphql.operation.name': name }),
  };
}

function attributesOf({ operation, attributes, keys, readUnits, writeUnits, attempts, error }: StoreCall): Attributes {
  return {
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': operation,
    ...(keys > 1 && { 'db.operation.batch.size': keys }),
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
