import { EventEmitter } from 'node:events';
import * as fc from 'fast-check';
import { Address } from '../../../src/network/Address';
import { parsePerRole } from '../../../src/configuration/perRole';
import { RateLimits } from '../../../src/operation/limits/RateLimits';
import {
  ConnectionAdmission,
  TooManyConnectionsError,
} from '../../../src/transports/subscriptions/ConnectionAdmission';

/*
 * Whatever is opened, refused and closed, and at whatever moment: the places that are taken are those of the connections that are open.
 */

const OF_CALLER = 3;
const OF_ADDRESS = 2;
const MANY = 999_999_999;

const ADDRESSES = [
  '203.0.113.7',
  '203.0.113.8',
  '::ffff:203.0.113.7',
  '2001:db8:1:2::1',
  '2001:db8:1:2::2',
  '2001:db8:1:3::1',
  '2001:db8:2::1',
];
const SUBJECTS = ['a', 'b', null];
const MOMENTS = ['before it is let in', 'before it is known', 'while it is made known', 'later'] as const;

class Connected extends EventEmitter {
  destroyed = false;

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}

function admission(): ConnectionAdmission {
  const rateLimits = new RateLimits({
    points: parsePerRole(String(MANY), []),
    addressPoints: MANY,
    addressRequests: MANY,
    windowSeconds: 60,
    attempts: MANY,
    attemptsWindowSeconds: 60,
    store: null,
  });
  const configuration = { SOCKETS_PER_CALLER: OF_CALLER, SOCKETS_PER_ADDRESS: OF_ADDRESS };
  return new ConnectionAdmission({ configuration, readiness: { isEnding: false }, rateLimits });
}

interface Held {
  readonly connected: Connected;
  readonly address: Address;
  subject: string | null;
}

/** What is open, and who may still come. */
class Model {
  readonly open: Held[] = [];

  hasRoomAt({ counted }: Address): boolean {
    return counted.every(({ network, budget }) => {
      const held = this.open.filter(({ address }) => address.counted.some((each) => each.network === network));
      return held.length < OF_ADDRESS * budget;
    });
  }

  hasRoomFor(subject: string | null): boolean {
    return subject === null || this.open.filter((each) => each.subject === subject).length < OF_CALLER;
  }
}

const STEP = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      text: fc.constantFrom(...ADDRESSES),
      subject: fc.constantFrom(...SUBJECTS),
      closes: fc.constantFrom(...MOMENTS, 'later', 'later'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ends: fc.nat({ max: 20 }) }) },
);

interface Opening {
  readonly text: string;
  readonly subject: string | null;
  readonly closes: (typeof MOMENTS)[number];
}

async function open(tried: ConnectionAdmission, model: Model, { text, subject, closes }: Opening): Promise<void> {
  const connected = new Connected();
  const address = Address.parse(text)!;
  if (closes === 'before it is let in') connected.destroy();
  const hasRoom = model.hasRoomAt(address);
  const enter = () => tried.enter({ address }, connected);
  if (!hasRoom) {
    expect(enter).toThrow(TooManyConnectionsError);
    return;
  }
  const connection = enter();
  const held: Held = { connected, address, subject: null };
  if (!connected.destroyed) model.open.push(held);
  connected.once('close', () => model.open.splice(model.open.indexOf(held), 1));
  if (closes === 'before it is known') connected.destroy();
  const mayBe = model.hasRoomFor(subject);
  const caller = { subject, guestSession: null, visit: null, roles: [] } as never;
  const identified = tried.identify(connection, { caller, address, visitFlaw: null }, {});
  if (closes === 'while it is made known') connected.destroy();
  const outcome = await identified.then(
    () => 'in',
    (cause: unknown) => cause,
  );
  if (mayBe) expect(outcome).toBe('in');
  else expect(outcome).toBeInstanceOf(TooManyConnectionsError);
  // As each transport does with what it refuses.
  if (mayBe) held.subject = subject;
  else connected.destroy();
}

test('places that are taken are those of open connections', async () => {
  const property = fc.asyncProperty(fc.array(STEP, { maxLength: 60 }), async (steps) => {
    const [tried, model] = [admission(), new Model()];
    for (const step of steps) {
      if ('ends' in step) model.open[step.ends]?.connected.destroy();
      else await open(tried, model, step);
    }
    for (const { connected } of [...model.open]) connected.destroy();
    expect(model.open).toEqual([]);
    // Nothing is left taken: there is room for as many as there ever was.
    for (const text of ADDRESSES) await open(tried, model, { text, subject: null, closes: 'before it is known' });
    for (let each = 0; each < OF_ADDRESS; each += 1)
      await open(tried, model, { text: '203.0.113.7', subject: 'a', closes: 'later' });
    expect(model.open).toHaveLength(OF_ADDRESS);
  });
  await fc.assert(property, { numRuns: 300 });
});
