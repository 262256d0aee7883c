import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { RequestHeaders } from '../../../test/support/ApiUnderTest';

/** graphql-ws by its defaults. Browsers, and Node from 22 on, have WebSockets; Node 20 has to be told of one. */
export function openSocket(url: string, headers: RequestHeaders): Client {
  return createClient({ url: url.replace('http:', 'ws:'), connectionParams: headers, webSocketImpl: WebSocket });
}
