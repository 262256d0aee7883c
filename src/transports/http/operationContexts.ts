import type { FastifyReply, FastifyRequest } from 'fastify';
import { explanationFor } from '../../explain/explanationFor';
import type { Caller } from '../../identity/Caller';
import { callerFactSource, createContext, type OperationContext, type OperationParts } from '../../operation/contexts';
import { ON_DENIED_HEADER, onDeniedOf } from '../../operation/onDenied';
import { requestSignal } from './requestSignal';

const COST_DEBUG_HEADER = 'x-cost-debug';

/** Makes the context of each request: everything in it lives for this request only, but for the short memory of ownership. */
export function contextFactory(parts: OperationParts) {
  const { configuration } = parts;
  const source = callerFactSource(parts);
  return (request: FastifyRequest, reply: FastifyReply, caller: Caller): OperationContext => {
    // The time it took to get here, to read the body and to check who asks, is part of the request's.
    const milliseconds = Math.max(0, configuration.REQUEST_DEADLINE_MS - reply.elapsedTime);
    return createContext(
      { ...parts, source },
      {
        requestId: request.id,
        asker: { caller, address: request.address },
        onDenied: onDeniedOf(request.raw.headersDistinct[ON_DENIED_HEADER]) ?? 'error',
        costDebug: request.headers[COST_DEBUG_HEADER] !== undefined,
        explain: explanationFor(request, caller, configuration),
        milliseconds,
        signal: requestSignal(reply, milliseconds),
        setHeader: (name, value) => void reply.header(name, value),
      },
    );
  };
}
