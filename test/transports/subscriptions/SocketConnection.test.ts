import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { SocketConnection } from '../../../src/transports/subscriptions/SocketConnection';

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly CLOSED = 3;
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  readonly closes: number[] = [];
  isTornDown = false;

  send(data: string, done: () => void): void {
    this.sent.push(data);
    done();
  }
  close(code: number): void {
    this.closes.push(code);
  }
  terminate(): void {
    this.isTornDown = true;
    this.readyState = this.CLOSED;
    this.emit('close');
  }
  ping(): void {
    // It is up to the test to answer.
  }
}

let socket: FakeSocket;
let connection: SocketConnection;

beforeEach(() => {
  jest.useFakeTimers();
  socket = new FakeSocket();
  connection = new SocketConnection(socket as unknown as WebSocket, { maxBufferedBytes: 1000, pingMs: 10_000 });
});
afterEach(() => {
  socket.terminate();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

it('whoever does not read what was sent is closed, and torn down where the close is not heard either', async () => {
  await connection.send('one');
  socket.bufferedAmount = 1001;
  await connection.send('two');
  expect([socket.sent, socket.closes]).toEqual([['one'], [1013]]);
  jest.advanceTimersByTime(1000);
  expect(socket.isTornDown).toBe(true);
});

it('whoever does not answer a ping until the next one is gone', () => {
  jest.advanceTimersByTime(10_000);
  socket.emit('pong');
  jest.advanceTimersByTime(10_000);
  expect(socket.isTornDown).toBe(false);
  jest.advanceTimersByTime(10_000);
  expect(socket.isTornDown).toBe(true);
});

it('a credential that ends closes it at that moment, also one that ends in months', () => {
  const months = 40 * 86_400_000;
  connection.endsWith({ expiresAt: new Date(Date.now() + 5000) } as never);
  jest.advanceTimersByTime(4999);
  socket.emit('pong');
  expect(socket.closes).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(socket.closes).toEqual([4403]);
  connection.endsWith({ expiresAt: new Date(Date.now() + months) } as never);
});
