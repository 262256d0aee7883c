import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import * as fc from 'fast-check';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { Refused, SocketClient } from '../support/SocketClient';
import { baseWorld, order, SUBJECTS } from '../support/world';
import { eventually, post, serverBeside } from './requests';
import { orderNode } from './scene';

/*
 * Places of connections that stay: whatever becomes of those that are tried, only those that are open hold a place, whichever way they
 * came.
 */

const OF_CALLER = 3;
const OF_ADDRESS = 4;
const LIMITS = { SOCKETS_PER_CALLER: String(OF_CALLER), SOCKETS_PER_ADDRESS: String(OF_ADDRESS) };
const MANY = 25;
const QUERY = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status } }';

let api: ApiUnderTest;
let url: string;
let people: RequestHeaders[];

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 }),
    ...order({ shopId: 'alpha', number: 2, customerId: SUBJECTS.customer2 }),
  ]);
  await api.withStream();
  people = [await api.customer1(), await api.customer2()];
});
beforeEach(async () => ({ url } = await serverBeside(api, LIMITS)));
afterAll(async () => api.close());

/** An open connection: how to end it. */
interface Connection {
  end(): Promise<void>;
}

type Open = (who: RequestHeaders) => Promise<Connection | 'refused'>;

function streamRequest(who: RequestHeaders, more: RequestHeaders = {}): ClientRequest {
  return request(`${url}/stream`, {
    method: 'POST',
    agent: false,
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...who, ...more },
  });
}

/** Of an order of theirs: a subscription to what is not theirs ends at once. */
const follow = (who: RequestHeaders) =>
  JSON.stringify({ query: QUERY, variables: { id: orderNode('alpha', people.indexOf(who) + 1) } });

const OPEN: Readonly<Record<'a socket' | 'an event stream', Open>> = {
  'a socket': async (who) => {
    const client = await SocketClient.open(url).catch((cause: unknown) => cause as Refused);
    if (client instanceof Refused) {
      expect(client.status).toBe(429);
      return 'refused';
    }
    client.send({ type: 'connection_init', payload: who });
    const isIn = await client.isAcknowledged();
    if (!isIn) {
      expect((await client.closed).code).toBe(1013);
      return 'refused';
    }
    return {
      end: async () => {
        client.close();
        await client.closed;
      },
    };
  },
  'an event stream': async (who) => {
    const outgoing = streamRequest(who);
    outgoing.on('error', () => undefined).end(follow(who));
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.on('error', () => undefined).resume();
    const end = async () => {
      outgoing.destroy();
      if (!response.closed) await new Promise((resolve) => response.once('close', resolve));
    };
    if (response.statusCode === 200) return { end };
    expect(response.statusCode).toBe(429);
    await end();
    return 'refused';
  },
};

const WAYS = Object.keys(OPEN) as (keyof typeof OPEN)[];

/** A place that was given up is free as soon as the server has heard of it. */
async function openedSoon(way: keyof typeof OPEN, who: RequestHeaders): Promise<Connection> {
  let opened: Connection | 'refused' = 'refused';
  await eventually(async () => (opened = await OPEN[way](who)) !== 'refused');
  return opened as unknown as Connection;
}

/** Fails unless this caller, and nobody else at the address, may open as many as there are places. */
async function expectAllFree(): Promise<void> {
  const [one, other] = people as [RequestHeaders, RequestHeaders];
  const open: Connection[] = [];
  for (let each = 0; each < OF_CALLER; each += 1) open.push(await openedSoon(WAYS[each % 2]!, one));
  expect(await OPEN['a socket'](one)).toBe('refused');
  expect(await OPEN['an event stream'](one)).toBe('refused');
  for (let each = OF_CALLER; each < OF_ADDRESS; each += 1) open.push(await openedSoon(WAYS[each % 2]!, other));
  for (const way of WAYS) expect(await OPEN[way](other)).toBe('refused');
  for (const { end } of open) await end();
}

describe('Connections: places', () => {
  it.each(WAYS)('%s that is refused where the address is full takes nothing of its caller', async (way) => {
    const [one, other] = people as [RequestHeaders, RequestHeaders];
    const open = [];
    for (let each = 0; each < OF_CALLER; each += 1) open.push(await openedSoon('an event stream', other));
    open.push(await openedSoon('a socket', {}));
    for (let each = 0; each < MANY; each += 1) expect(await OPEN[way](one)).toBe('refused');
    for (const { end } of open) await end();
    await expectAllFree();
  });

  it.each(WAYS)('%s that is refused where its caller has too many takes nothing of the address', async (way) => {
    const open = [];
    for (let each = 0; each < OF_CALLER; each += 1) open.push(await openedSoon(way, people[0]!));
    for (let each = 0; each < MANY; each += 1) expect(await OPEN[way](people[0]!)).toBe('refused');
    open.push(await openedSoon(way, people[1]!));
    for (const { end } of open) await end();
    await expectAllFree();
  });

  it('requests that are no subscription, or nobody’s, hold none', async () => {
    const asked: [string, RequestHeaders][] = [
      ['{}', {}],
      [JSON.stringify({ query: '{ __typename }' }), {}],
      [JSON.stringify({ query: 'subscription { nothing }' }), {}],
      [follow(people[0]!), { authorization: 'Bearer a.b.c' }],
      [follow(people[0]!), { 'x-on-denied': 'nonsense' }],
    ];
    for (let each = 0; each < MANY; each += 1) {
      const [body, headers] = asked[each % asked.length]!;
      const outgoing = streamRequest(people[0]!, headers);
      outgoing.end(body);
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      response.resume();
      await once(response, 'end');
    }
    await expectAllFree();
  });

  it.each([
    ['an event stream', '/stream', ['POST', 'accept: text/event-stream', 'content-type: application/json']],
    [
      'a socket',
      '',
      [
        'GET',
        'connection: Upgrade',
        'upgrade: websocket',
        'sec-websocket-version: 13',
        'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol: graphql-transport-ws',
      ],
    ],
  ])('%s whose client has gone before it began holds none', async (_, path, [method, ...headers]) => {
    const { hostname, port, pathname } = new URL(url);
    const body = method === 'POST' ? follow(people[0]!) : '';
    const text = [
      `${method ?? ''} ${pathname}${path} HTTP/1.1`,
      `host: ${hostname}:${port}`,
      ...headers,
      `authorization: ${people[0]!.authorization!}`,
      ...(body === '' ? [] : [`content-length: ${String(Buffer.byteLength(body))}`]),
      '',
      body,
    ].join('\r\n');
    for (let each = 0; each < 4 * MANY; each += 1) {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      await new Promise((resolve) => socket.write(text + (body === '' ? '\r\n' : ''), resolve));
      if (each % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
      await once(socket, 'close');
    }
    await expectAllFree();
  });

  it('whatever is opened, refused and ended, in whatever order: nobody is refused where there is a place', async () => {
    const step = fc.oneof(
      fc.record({ way: fc.constantFrom(...WAYS), who: fc.nat({ max: 1 }) }),
      fc.record({ ends: fc.nat({ max: OF_ADDRESS - 1 }) }),
      fc.constant({ asks: true }),
    );
    const property = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const open: { who: number; connection: Connection }[] = [];
      const heldBy = (who: number) => open.filter((each) => each.who === who).length;
      for (const each of steps) {
        if ('asks' in each) expect((await post(url, '{ __typename }', people[0])).status).toBe(200);
        else if ('ends' in each) {
          const [ended] = open.splice(each.ends, 1);
          await ended?.connection.end();
        } else if (open.length < OF_ADDRESS && heldBy(each.who) < OF_CALLER)
          open.push({ who: each.who, connection: await openedSoon(each.way, people[each.who]!) });
        else expect(await OPEN[each.way](people[each.who]!)).toBe('refused');
      }
      for (const { connection } of open) await connection.end();
    });
    await fc.assert(property, { numRuns: 15, endOnFailure: true });
    await expectAllFree();
  });
});
