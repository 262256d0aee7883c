import { once, EventEmitter } from 'node:events';
import { Redis } from 'ioredis';
import { RedisBus } from '../../src/changes/RedisBus';
import type { Change } from '../../src/changes/Change';
import { hasRedis, RedisUnderTest } from '../support/RedisUnderTest';
import { TcpProxy } from '../support/TcpProxy';

const SILENT_MS = 1500;
const describeWithRedis = hasRedis() ? describe : describe.skip;

let changes = 0;
const change = (): Change => ({
  key: { pk: 'SHOP#alpha', sk: `ORDER#${String((changes += 1))}` },
  kind: 'updated',
  shard: 'shard',
  sequence: String(changes),
});

/** A bus, and what it said. */
class Instance {
  readonly heard: string[] = [];
  readonly told: string[] = [];
  missed = 0;
  reading: boolean | null = null;
  readonly bus: RedisBus;
  private readonly events = new EventEmitter();

  constructor(port: number) {
    const noting = (note: () => void) => {
      note();
      this.events.emit('something');
    };
    this.bus = new RedisBus({
      url: `redis://127.0.0.1:${String(port)}`,
      channel: 'changes',
      silentMs: SILENT_MS,
      reading: () => this.reading,
      onChange: ({ key }) => noting(() => this.heard.push(key.sk)),
      onMissed: () => noting(() => (this.missed += 1)),
      onTrouble: (cause) => noting(() => this.told.push((cause as Error).name)),
      onWell: () => noting(() => this.told.push('well')),
    });
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(this.events, 'something');
  }

  /** Resolves when what is published here is heard here. */
  async flows(): Promise<void> {
    const before = this.heard.length;
    while (this.heard.length === before) {
      await this.bus.follow().catch(() => undefined);
      await this.bus.publish([change()]).catch(() => undefined);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const open: { close(): unknown }[] = [];
const started: RedisUnderTest[] = [];

async function redis(port?: number): Promise<RedisUnderTest> {
  const made = await RedisUnderTest.start(port);
  started.push(made);
  return made;
}

function instance(port: number): Instance {
  const made = new Instance(port);
  open.push(made.bus);
  return made;
}

async function proxy(target: number): Promise<TcpProxy> {
  const made = await TcpProxy.start(target);
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  for (const each of started.splice(0)) await each.stop();
});

describeWithRedis('a bus over Redis', () => {
  it('whoever follows before it has connected waits for that', async () => {
    const before = await redis();
    await before.stop();
    const one = instance(before.port);
    const following = one.bus.follow();
    await one.until(() => one.told.length > 0);
    await redis(before.port);
    await following;
    await one.bus.publish([change()]);
    await one.until(() => one.heard.length === 1);
  });

  it('that goes silent without closing is dead after a while: whoever follows is to resume, and nobody begins', async () => {
    const server = await redis();
    const one = instance(server.port);
    await one.bus.follow();
    server.pause();
    await one.until(() => one.missed > 0);
    expect(one.bus.isAlive).toBe(false);
    await expect(one.bus.publish([change()])).rejects.toThrow();
    await one.until(() => one.told.includes('RedisSilentError'));
    server.resume();
    await one.flows();
    expect(one.told.at(-1)).toBe('well');
  });

  it('whose connections lead into the void comes back by others', async () => {
    const between = await proxy((await redis()).port);
    const one = instance(between.port);
    await one.bus.follow();
    between.swallow();
    await one.until(() => one.told.includes('RedisSilentError'));
    await one.flows();
    expect(one.missed).toBeGreaterThan(0);
    expect(one.told.at(-1)).toBe('well');
  });

  it('that was a primary until a failover, and still takes what is published, is left for the new one', async () => {
    const [old, next] = [await redis(), await redis()];
    const between = await proxy(old.port);
    const [one, two] = [instance(between.port), instance(next.port)];
    await Promise.all([one.bus.follow(), two.bus.follow()]);
    between.target = next.port;
    await old.follow(next);
    await one.until(() => one.told.includes('RedisReplicaError'));
    await one.flows();
    const written = change();
    await one.bus.publish([written]);
    await two.until(() => two.heard.includes(written.key.sk));
    expect(one.missed).toBeGreaterThan(0);
  });

  it('of which only those who listen went over to another node is dead for who publishes, until that goes over as well', async () => {
    const [old, next] = [await redis(), await redis()];
    const between = await proxy(old.port);
    const one = instance(between.port);
    await one.bus.follow();
    between.target = next.port;
    // The first that is broken off is one of the two; whichever it is, they are at two nodes then.
    between.cut((position) => position === 0);
    await one.until(() => one.told.includes('RedisSilentError'));
    await one.flows();
    const client = new Redis(next.url);
    const numbers = await client.pubsub('NUMSUB', 'changes');
    client.disconnect();
    expect(numbers).toEqual(['changes', 1]);
  });

  it('that says nothing of a reader any more is not followed, and whoever followed is to resume', async () => {
    const server = await redis();
    const [one, two] = [instance(server.port), instance(server.port)];
    one.reading = true;
    await Promise.all([one.bus.follow(), two.bus.follow()]);
    await two.flows();
    expect(two.missed).toBe(0);
    // Who never heard a reader misses none: two has heard what came after it had begun to listen.
    const listening = new Redis(server.url);
    await listening.subscribe('changes:reader');
    await once(listening, 'message');
    listening.disconnect();
    one.bus.close();
    await two.until(() => two.told.includes('ReaderSilentError'));
    expect(two.missed).toBe(1);
    await expect(two.bus.follow()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    two.reading = true;
    await two.bus.follow();
  });

  it('by which the reader says that it cannot read is not followed until it can', async () => {
    const server = await redis();
    const [one, two] = [instance(server.port), instance(server.port)];
    await Promise.all([one.bus.follow(), two.bus.follow()]);
    one.reading = false;
    await two.until(() => two.told.includes('ReaderSilentError'));
    const following = two.bus.follow();
    one.reading = true;
    await following;
    expect([one.missed, two.missed]).toEqual([1, 1]);
  });

  it.each([
    'nonsense',
    'null',
    '{"v":2,"changes":[]}',
    '[{}]',
    '[{"key":{"pk":1,"sk":2},"kind":"changed","shard":"s","sequence":"1"}]',
    '[{"key":{"pk":"SHOP#alpha","sk":"ORDER#1"},"kind":"changed","shard":"shard","sequence":9}]',
    '[{"key":{"pk":"SHOP#alpha","sk":"ORDER#1"},"kind":"changed","shard":"shard","sequence":"9e99"}]',
    '[{"key":{"pk":"SHOP#alpha","sk":"ORDER#1"},"kind":"another","shard":"shard","sequence":"9"}]',
  ])('that carries %s says that something may have been missed, and goes on', async (text) => {
    const server = await redis();
    const one = instance(server.port);
    await one.bus.follow();
    const other = new Redis(server.url);
    await other.publish('changes', text);
    other.disconnect();
    await one.until(() => one.missed > 0);
    expect([one.told, one.heard]).toEqual([['UnexpectedMessageError'], []]);
    await one.flows();
  });
});
