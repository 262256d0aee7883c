import type { FastifyInstance } from 'fastify';
import type { Address } from '../../network/Address';
import { clientAddress } from '../../network/clientAddress';
import { Edge, type EdgeWord } from './edge';
import type { HttpParts } from './HttpParts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the request came from; `ip` may be any text that a client has written. */
    address: Address;
    /** What the edge says of it; `null` where it did not come through one. */
    edge: EdgeWord | null;
  }
}

/** Establishes it for every request, before any other hook. What the edge says counts before what any other proxy says. */
export function addClientAddresses(
  app: FastifyInstance,
  { configuration }: { readonly configuration: Pick<HttpParts['configuration'], 'EDGE_KEY' | 'EDGE_KEY_BEFORE'> },
): void {
  const edge = Edge.of(configuration);
  // There from the first hook on; Fastify takes no object that all requests would share.
  app.decorateRequest('address', null as unknown as Address);
  app.decorateRequest('edge', null);
  app.addHook('onRequest', (request, _reply, done) => {
    request.edge = edge?.wordOn(request) ?? null;
    request.address = request.edge?.address ?? clientAddress(request);
    done();
  });
}
