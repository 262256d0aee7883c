import type { StoreClient } from '../../src/storage/client';
import { StoreUnavailableError } from '../../src/storage/calls/errors';
import { Outbox } from '../../src/notifications/Outbox';
import type { Notification } from '../../src/notifications/Notification';
import type { Table } from '../../src/storage/Table';
import { openChangesTable } from '../support/changesTable';

let client: StoreClient;
let table: Table;
let ids = 0;

/** Not past: an engine may take what has expired for its time to live, at once. */
const NOW = Date.parse('2100-01-01T00:00:00.000Z');

beforeAll(async () => {
  ({ client, table } = await openChangesTable());
});

afterAll(() => client.destroy());

function notification(): Notification {
  ids += 1;
  const to = { kind: 'email', address: 'somebody@example.com' } as const;
  return { id: `notice-${String(ids)}`, to, subject: 'News', text: 'canary-text' };
}

const BY_TWO = (to: Notification['to']): string => (to.kind === 'email' ? 'mail' : 'topic');

interface Carrier {
  readonly onFailure?: () => void;
  readonly carrierOf?: (to: Notification['to']) => string;
  readonly failsFor?: Notification['to']['kind'];
}

/** An outbox whose carrier fails so many times. */
function outbox(failures = 0, { onFailure = () => undefined, carrierOf = BY_TWO, failsFor = 'email' }: Carrier = {}) {
  const givenUp: string[] = [];
  const sent: Notification[] = [];
  const pauses: number[] = [];
  let left = failures;
  const notifier = {
    send: (each: Notification) => {
      if (each.to.kind === failsFor && left > 0) {
        left -= 1;
        onFailure();
        return Promise.reject(new Error('the carrier is away'));
      }
      sent.push(each);
      return Promise.resolve();
    },
    carrierOf,
    close: () => undefined,
  };
  const clock = {
    now: () => NOW,
    pause: (milliseconds: number) => (pauses.push(milliseconds), Promise.resolve()),
  };
  const onGivenUp = (): void => void givenUp.push('one');
  return { sent, pauses, givenUp, box: new Outbox({ table, notifier, clock, onTrouble: () => undefined, onGivenUp }) };
}

const { signal } = new AbortController();

describe('a notification', () => {
  it('is sent once, however often its change is met, by whichever instance', async () => {
    const [one, two] = [outbox(), outbox()];
    const news = notification();
    expect(await one.box.deliver(news, signal)).toBe('sent');
    expect(await one.box.deliver(news, signal)).toBe('known');
    expect(await two.box.deliver(news, signal)).toBe('known');
    expect([...one.sent, ...two.sent]).toEqual([news]);
  });

  it('is sent again until it is taken, with growing pauses', async () => {
    const { box, sent, pauses } = outbox(4);
    const news = notification();
    expect(await box.deliver(news, signal)).toBe('sent');
    expect(sent).toEqual([news]);
    expect(pauses).toEqual([500, 1000, 2000, 4000]);
  });

  it('is given up after five failures, listed, and told to operators without what it said', async () => {
    const { box, sent, givenUp } = outbox(5);
    const news = notification();
    expect(await box.deliver(news, signal)).toBe('dead');
    expect(givenUp).toEqual(['one']);
    expect(await box.deadLetters.all()).toEqual([{ id: news.id, at: new Date(NOW).toISOString(), change: null }]);
    expect(sent.map(({ id, to }) => [id, to.kind])).toEqual([[`dead-${news.id}`, 'operators']]);
    expect(JSON.stringify(sent)).not.toMatch(/canary-text|somebody/);
    expect(await box.deliver(news, signal)).toBe('known');
  });

  it('that was under way when its process ended is sent, and its failures count on', async () => {
    const ending = new AbortController();
    const news = notification();
    const first = outbox(5, { onFailure: () => ending.abort() });
    expect(await first.box.deliver(news, ending.signal)).toBe('interrupted');
    const second = outbox(3);
    expect(await second.box.deliver(news, signal)).toBe('sent');
    expect(second.pauses).toEqual([1000, 2000, 4000]);
  });
});

describe('a draft', () => {
  const draftOf = (...written: readonly (Notification | null | Error)[]) => {
    const { id } = notification();
    const left = [...written];
    const write = () => {
      const next = left.shift() ?? null;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next && { ...next, id });
    };
    return { id, write };
  };
  const to = (address: string): Notification => ({ ...notification(), to: { kind: 'email', address } });

  it('is written anew for each attempt, so that it goes where it should by then', async () => {
    const { box, sent } = outbox(1);
    expect(await box.deliver(draftOf(to('old@example.com'), to('new@example.com')), signal)).toBe('sent');
    expect(sent.map((each) => each.to)).toEqual([{ kind: 'email', address: 'new@example.com' }]);
  });

  it('that nobody is to hear of any more is not sent, nor looked at again', async () => {
    const { box, sent } = outbox(1);
    const draft = draftOf(to('somebody@example.com'), null, to('somebody@example.com'));
    expect(await box.deliver(draft, signal)).toBe('void');
    expect(await box.deliver(draft, signal)).toBe('known');
    expect(sent).toEqual([]);
  });

  it('that cannot be written is given up after five attempts, and told to operators', async () => {
    const { box, sent } = outbox();
    const refusal = new Error('the user pool refused');
    const draft = draftOf(refusal, refusal, refusal, refusal, refusal, to('somebody@example.com'));
    expect(await box.deliver(draft, signal)).toBe('dead');
    expect(sent.map((each) => [each.id, each.to.kind])).toEqual([[`dead-${draft.id}`, 'operators']]);
  });

  it('is no failure where the table is away, however often: it is met again, and has all its attempts', async () => {
    const { box, pauses } = outbox(4);
    const away = Array.from({ length: 6 }, () => new StoreUnavailableError('a timeout'));
    const letters = Array.from({ length: 5 }, () => to('somebody@example.com'));
    const draft = draftOf(...away, ...letters);
    for (const _ of away) await expect(box.deliver(draft, signal)).rejects.toThrow(StoreUnavailableError);
    expect(await box.deliver(draft, signal)).toBe('sent');
    expect(pauses).toHaveLength(4);
  });
});

describe('that a notification was given up', () => {
  const failing = (carrier: Carrier) => outbox(5, carrier);

  it('is not told by the carrier that has failed, and is heard of without any', async () => {
    const alone = failing({ carrierOf: () => 'files' });
    expect(await alone.box.deliver(notification(), signal)).toBe('dead');
    expect([alone.sent, alone.givenUp]).toEqual([[], ['one']]);
    const topic = failing({ failsFor: 'operators' });
    expect(await topic.box.deliver({ ...notification(), to: { kind: 'operators' } }, signal)).toBe('dead');
    expect([topic.sent, topic.givenUp]).toEqual([[], ['one']]);
  });
});

describe('a dead letter', () => {
  const CHANGE = { key: { pk: 'THING#1', sk: 'NEWS#2' }, kind: 'created', shard: 'shard-1', sequence: '12' } as const;

  async function dead(change: typeof CHANGE | null = CHANGE) {
    const news = notification();
    expect(await outbox(5).box.deliver(news, signal, change)).toBe('dead');
    return news;
  }
  const listed = async ({ id }: Notification) => (await outbox().box.deadLetters.all()).find((each) => each.id === id);

  it('tells what it was of, so that it can be made again; not whom it was for, nor what it said', async () => {
    const news = await dead();
    const letter = await listed(news);
    expect(letter).toEqual({ id: news.id, at: new Date(NOW).toISOString(), change: CHANGE });
    expect(JSON.stringify(letter)).not.toMatch(/canary-text|somebody/);
  });

  it('is listed no more once somebody took note of it', async () => {
    const news = await dead();
    const { deadLetters } = outbox().box;
    expect(await deadLetters.settle(news.id)).toBe(true);
    expect(await listed(news)).toBeUndefined();
    expect(await deadLetters.settle('there-is-none')).toBe(false);
  });

  it('is sent again, once, and is listed no more', async () => {
    const news = await dead();
    const { box, sent } = outbox();
    expect(await box.redeliver(news, signal, CHANGE)).toBe('sent');
    expect(await box.redeliver(news, signal, CHANGE)).toBe('known');
    expect(sent).toEqual([news]);
    expect(await listed(news)).toBeUndefined();
  });

  it('that fails again stays listed, with all that it takes for another time', async () => {
    const news = await dead();
    expect(await outbox(5).box.redeliver(news, signal, CHANGE)).toBe('dead');
    expect(await listed(news)).toMatchObject({ change: CHANGE });
    const third = outbox(4);
    expect(await third.box.redeliver(news, signal, CHANGE)).toBe('sent');
    expect(await listed(news)).toBeUndefined();
  });

  it('whose sending was interrupted stays listed, and can be sent again', async () => {
    const news = await dead();
    const ending = new AbortController();
    const first = outbox(5, { onFailure: () => ending.abort() });
    expect(await first.box.redeliver(news, ending.signal, CHANGE)).toBe('interrupted');
    expect(await listed(news)).toBeDefined();
    expect(await outbox().box.redeliver(news, signal, CHANGE)).toBe('sent');
    expect(await listed(news)).toBeUndefined();
  });
});
