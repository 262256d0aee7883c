import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** A server that can be ended without failing a request. */
export interface EndableServer {
  /** From now on `/healthz` and `/readyz` say no and every answer closes its connection; all are served as before. */
  beginShutdown(): void;
  /** Resolves when the connections that are in use have heard so; soon, in any case. */
  drained(): Promise<void>;
  /** Stops listening, finishes what is under way, and lets go of everything. */
  close(): Promise<void>;
}

/**
 * Announces the end, goes on serving for the grace, in which load balancers look elsewhere, and closes. A connection that is
 * closed while its next request is on its way fails that request, so those that are in use get an answer that says so before.
 */
export async function endServer(server: EndableServer, graceSeconds: number): Promise<void> {
  server.beginShutdown();
  await wait(graceSeconds * 1000);
  await server.drained();
  await server.close();
}

/** Stops listening, closes what is idle, waits for what is under way, and tears down what is left after so many milliseconds. */
export async function drain(app: FastifyInstance, milliseconds: number): Promise<void> {
  const timer = setTimeout(() => {
    app.server.closeAllConnections();
  }, milliseconds);
  await app.close();
  clearTimeout(timer);
}
