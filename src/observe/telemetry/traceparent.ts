import type { SpanContext } from '@opentelemetry/api';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const ZEROS = /^0+$/;
const SAMPLED = 1;

/**
 * The span that a W3C `traceparent` header says is ours' parent; `null` where it says nothing that can be used. Its flag
 * `sampled` is passed on only where it is believed: anybody can set it, and could so make every one of their requests a trace that we
 * keep and pay for (or none, to stay unseen).
 */
export function parentOf(header: string | undefined, isFlagBelieved: boolean): SpanContext | null {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(header ?? '') ?? [];
  if (traceId === '' || ZEROS.test(traceId) || ZEROS.test(spanId)) return null;
  const traceFlags = isFlagBelieved ? Number.parseInt(flags, 16) & SAMPLED : 0;
  return { traceId, spanId, traceFlags, isRemote: true };
}
