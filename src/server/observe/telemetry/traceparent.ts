import type { SpanContext } from '@opentelemetry/api';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/;
const ZEROS = /^0+$/;

/**
 * The span that a W3C `traceparent` header says is ours' parent; `null` where it says nothing that can be used. Its flag
 * `sampled` is not passed on: anybody can set it, and could so make every one of their requests a trace that we keep and pay for
 * (or none, to stay unseen). Which requests are traced is decided here alone.
 */
export function parentOf(header: string | undefined): SpanContext | null {
  const [, traceId = '', spanId = ''] = TRACEPARENT.exec(header ?? '') ?? [];
  if (traceId === '' || ZEROS.test(traceId) || ZEROS.test(spanId)) return null;
  return { traceId, spanId, traceFlags: 0, isRemote: true };
}
