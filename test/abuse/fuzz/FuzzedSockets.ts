import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { FuzzedOperation } from './OperationFuzzer';
import type { SeededDice } from './SeededDice';
import { anyJson, strangeText } from './strangeValues';
import { codeIn, EVENT_MS, type Headers, type Outcome } from './transports';

interface Opened {
  readonly socket: WebSocket;
  readonly heard: string[];
}

/** Messages that follow no protocol. */
const TYPES = [
  'subscribe',
  'complete',
  'ping',
  'pong',
  'next',
  'error',
  'connection_init',
  'connection_ack',
  'nothing',
];

/** Sockets of `graphql-transport-ws`: one for each caller that stays, and one for everything after which none is expected to stay. */
export class FuzzedSockets {
  private readonly staying = new Map<Headers, Opened>();
  private ids = 0;

  constructor(private readonly url: string) {}

  /** Asks for the operation over the caller's socket, and leaves it after the first answer. */
  async subscribe({ parameters }: FuzzedOperation, caller: Headers, fill: (text: string) => string): Promise<Outcome> {
    const { socket, heard } = await this.connected(caller);
    this.ids += 1;
    const id = `f${this.ids}`;
    const isMine = (text: string) => text.includes(`"id":"${id}"`);
    socket.send(fill(JSON.stringify({ id, type: 'subscribe', payload: parameters })));
    const text = await told(socket, heard, isMine);
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ id, type: 'complete' }));
    const closed = socket.readyState === WebSocket.OPEN ? 'open' : 'closed';
    return { status: null, text, code: text === '' ? closed : codeIn(text) };
  }

  /** Opens a socket, says anything at all, and hears how it is closed. */
  async babble(dice: SeededDice, caller: Headers): Promise<Outcome> {
    const { socket, heard } = await this.opened(caller);
    const ended = new Promise<number>((resolve) => socket.once('close', resolve));
    if (dice.chance(70)) socket.send(JSON.stringify({ type: 'connection_init', payload: payloadOf(dice) }));
    for (const message of dice.times(1, 4, () => messageOf(dice))) socket.send(message, { binary: dice.chance(10) });
    // A message that no protocol has is the last one: the server closes.
    socket.send('the end');
    const code = await ended;
    return { status: null, text: heard.join('\n'), code: `closed ${code}` };
  }

  close(): void {
    for (const { socket } of this.staying.values()) socket.terminate();
  }

  private async connected(caller: Headers): Promise<Opened> {
    const known = this.staying.get(caller);
    if (known?.socket.readyState === WebSocket.OPEN) return known;
    const opened = await this.opened(caller);
    opened.socket.send(JSON.stringify({ type: 'connection_init' }));
    await told(opened.socket, opened.heard, (text) => text.includes('connection_ack'));
    this.staying.set(caller, opened);
    return opened;
  }

  private async opened(headers: Headers): Promise<Opened> {
    const socket = new WebSocket(this.url.replace(/^http/, 'ws'), 'graphql-transport-ws', { headers });
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString('utf8')));
    socket.on('error', () => undefined);
    await once(socket, 'open');
    return { socket, heard };
  }
}

/** The first message that is so, from now on; empty where none comes soon, or the socket is closed. */
async function told(socket: WebSocket, heard: string[], isIt: (text: string) => boolean): Promise<string> {
  const from = heard.length;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), EVENT_MS * (from === 0 ? 100 : 1));
  const { signal } = patience;
  try {
    for (;;) {
      const found = heard.slice(from).find(isIt);
      if (found !== undefined) return found;
      if (socket.readyState !== WebSocket.OPEN) return '';
      await Promise.race([once(socket, 'message', { signal }), once(socket, 'close', { signal })]);
    }
  } catch {
    return '';
  } finally {
    clearTimeout(timer);
    patience.abort();
    if (heard.length > 200) heard.splice(0, 100);
  }
}

function payloadOf(dice: SeededDice): unknown {
  if (dice.chance(20)) return anyJson(dice);
  const names = ['authorization', 'Authorization', 'x-visit-token', 'x-step-up-token', 'x-on-denied', 'other'];
  return Object.fromEntries(
    dice.some(names, 25).map((name) => [name, dice.chance(60) ? strangeText(dice) : anyJson(dice)]),
  );
}

function messageOf(dice: SeededDice): string {
  if (dice.chance(15)) return strangeText(dice);
  const message = {
    type: dice.chance(85) ? dice.pick(TYPES) : anyJson(dice),
    ...(dice.chance(70) && { id: dice.chance(60) ? strangeText(dice) : anyJson(dice) }),
    ...(dice.chance(70) && { payload: dice.chance(30) ? anyJson(dice) : payloadFor(dice) }),
  };
  return JSON.stringify(message);
}

function payloadFor(dice: SeededDice): unknown {
  return {
    query: dice.chance(60) ? 'subscription { orderChanged(orderId: "x") { id } }' : anyJson(dice),
    ...(dice.chance(40) && { variables: anyJson(dice) }),
    ...(dice.chance(30) && { operationName: anyJson(dice) }),
    ...(dice.chance(30) && { extensions: anyJson(dice) }),
    ...(dice.chance(20) && { 'x-step-up-token': anyJson(dice) }),
  };
}
