import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpRefusal } from '../../response/HttpRefusal';
import { GRAPHQL_PATH, SOCKET_PATH } from '../../configuration/paths';

interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** Takes over a connection that is to become a socket. Throws an `HttpRefusal` where it is not. */
type Accept = (request: FastifyRequest, upgrade: Upgrade) => void;

/**
 * Requests for a socket, at `/graphql` or at the path of sockets alone, pass the hooks of every other one (rates, load, origins, records) before they are accepted, and are
 * refused as others are.
 */
export function addUpgrades(app: FastifyInstance, accept: Accept): void {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    upgrades.set(request, { socket, head });
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] === GRAPHQL_PATH) request.url = SOCKET_PATH;
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.once('finish', () => socket.end());
    app.routing(request, response);
  });
  app.get(SOCKET_PATH, (request, reply) => {
    const upgrade = upgrades.get(request.raw);
    if (!upgrade)
      throw new HttpRefusal(426, 'BAD_USER_INPUT', `Expected a WebSocket at ${GRAPHQL_PATH} or ${SOCKET_PATH}.`, {
        upgrade: 'websocket',
      });
    accept(request, upgrade);
    handOver(reply, upgrade.socket);
    return reply;
  });
}

/** The request is over; its connection goes on as something else. */
function handOver(reply: FastifyReply, socket: Socket): void {
  void reply.hijack();
  reply.raw.statusCode = 101;
  reply.raw.detachSocket(socket);
  reply.raw.emit('close');
}
