import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import { CLOSE, CLOSED_BY_PROTOCOL } from '../../../src/transports/subscriptions/closeCodes';

/** How often a client of the library comes, where it is sent away once with this code. */
async function visitsAfter(code: number, reason: string): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' });
  await once(server, 'listening');
  let visits = 0;
  server.on('connection', (socket) => {
    visits += 1;
    if (visits === 1) socket.once('message', () => socket.close(code, reason));
    else
      socket.on('message', (data: Buffer) => {
        const { type, id } = JSON.parse(data.toString()) as { type: string; id?: string };
        if (type === 'connection_init') socket.send(JSON.stringify({ type: 'connection_ack' }));
        if (type === 'subscribe') socket.send(JSON.stringify({ type: 'complete', id }));
      });
  });
  const client = createClient({
    url: `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    webSocketImpl: WebSocket,
    retryWait: () => Promise.resolve(),
    onNonLazyError: () => undefined,
  });
  await new Promise<void>((resolve) => {
    const sink = { next: () => undefined, error: () => resolve(), complete: () => resolve() };
    client.subscribe({ query: 'subscription { any }' }, sink);
  });
  await client.dispose();
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
  return visits;
}

const all = [...Object.values(CLOSE), ...CLOSED_BY_PROTOCOL].map(
  ({ code, reason, reconnects }) => [code, reason, reconnects] as const,
);

it.each(all)('after %i (%s) the client library comes again: %s', async (code, reason, reconnects) => {
  expect(await visitsAfter(code, reason)).toBe(reconnects ? 2 : 1);
});

it('whoever can be served later is not sent away for good', () => {
  const forGood = Object.entries(CLOSE).filter(([, { reconnects }]) => !reconnects);
  expect(forGood.map(([why]) => why)).toEqual(['badMessage', 'unauthorized']);
});
