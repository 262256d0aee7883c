import type { FastifyInstance } from 'fastify';
import type { Address } from '../../network/Address';
import { clientAddress } from '../../network/clientAddress';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the request came from; `ip` may be any text that a client has written. */
    address: Address;
  }
}

/** Establishes it for every request, before any other hook. */
export function addClientAddresses(app: FastifyInstance): void {
  // There from the first hook on; Fastify takes no object that all requests would share.
  app.decorateRequest('address', null as unknown as Address);
  app.addHook('onRequest', (request, _reply, done) => {
    request.address = clientAddress(request);
    done();
  });
}
