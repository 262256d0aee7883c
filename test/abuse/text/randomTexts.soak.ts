import 'reflect-metadata';
import * as fc from 'fast-check';
import { buildApi } from '../../../src/compose/api';
import { ApiUnderTest, type RequestHeaders } from '../../support/ApiUnderTest';
import { baseWorld } from '../../support/world';
import { ALPHA } from '../scene';
import { EXAMPLES } from './examples';
import { MeasuredServer, type EventLoopDelay } from './MeasuredServer';
import { PUMPED_TEXTS } from './pumpedTexts';
import { textPlaces, type TextPlace } from './textPlaces';

/*
 * Random texts at every place, from every role, by every transport, beside ordinary ones at the same places: nobody waits noticeably longer
 * for a turn of the event loop. `FIELDGATE_TEST_SECONDS=600` takes its time.
 */

const SECONDS = Number(process.env.FIELDGATE_TEST_SECONDS ?? '60');
/** Ordinary and random by turns, so that whatever else the machine does happens to both. */
const PHASES = 10;
const AT_ONCE = 4;
const TEXTS = 2000;
const LONGEST = 100_000;
/** On a machine that other suites keep busy. */
const A_HANG_MS = 3000;
const MOST = 2;
/** Below this, other things than the texts decide. */
const FLOOR_MS = 5;

const ORDINARY = [
  'Ada Lovelace',
  'no onions, please',
  'ada@example.com',
  '+49 30 123456',
  '2026-01-31',
  '12.50',
  ALPHA,
];

const random = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2000 }),
  fc.string({ unit: 'grapheme', maxLength: 500 }),
  fc
    .tuple(fc.constantFrom(...PUMPED_TEXTS), fc.double({ min: 0, max: Math.log(LONGEST), noNaN: true }))
    .map(([{ of }, exponent]) => of(Math.floor(Math.exp(exponent)))),
);

const places = textPlaces(buildApi(), EXAMPLES);
const STREAM = { accept: 'text/event-stream' };

let api: ApiUnderTest;
let server: MeasuredServer;
let callers: readonly RequestHeaders[];
beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  server = await MeasuredServer.start(api);
  const visit = await api.visit('alpha');
  const guest = { ...(await api.guest()).headers, ...visit };
  callers = [{}, guest, { ...(await api.customer1()), ...visit }, await api.ownerA(), await api.admin()];
});
afterAll(async () => {
  await server.stop();
  await api.close();
});

/** One place after the other, each as every caller, with whatever texts there are. */
class Traffic {
  count = 0;
  /** Answers by status; over a socket there is none. */
  readonly statuses: Record<string, number> = {};

  constructor(private readonly texts: readonly string[]) {}

  async during(milliseconds: number): Promise<EventLoopDelay> {
    await server.eventLoopDelay();
    const until = performance.now() + milliseconds;
    const worker = async () => {
      while (performance.now() < until) await this.send();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return server.eventLoopDelay();
  }

  private async send(): Promise<void> {
    const number = this.count++;
    const place = places[number % places.length]!;
    const caller = callers[Math.floor(number / places.length) % callers.length]!;
    const text = this.texts[number % this.texts.length]!;
    const status = await sendTo(place, caller, text, number);
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
  }
}

async function sendTo(
  place: TextPlace,
  caller: RequestHeaders,
  text: string,
  number: number,
): Promise<number | 'socket'> {
  const asked = number % 3 === 0 ? place.byLiteral(text) : place.byVariable(text);
  if (place.operation !== 'subscription') return server.post('/graphql', asked, caller);
  if (number % 2 === 0) return server.post('/graphql/stream', asked, { ...STREAM, ...caller });
  await server.subscribe(asked, caller);
  return 'socket';
}

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;

function told(name: string, { count, statuses }: Traffic, phases: readonly EventLoopDelay[]): string {
  const of = (key: keyof EventLoopDelay) => median(phases.map((phase) => phase[key])).toFixed(1);
  const longest = Math.max(...phases.map(({ max }) => max)).toFixed(1);
  return `${name}: ${count} requests; event-loop delay p50 ${of('p50')} ms, p99.9 ${of('p999')} ms, longest ${longest} ms; ${JSON.stringify(statuses)}`;
}

test(
  'random texts hold the event loop no longer than ordinary ones',
  async () => {
    const seed = Date.now() % 2 ** 31;
    const ordinary = new Traffic(ORDINARY);
    const strange = new Traffic(fc.sample(random, { numRuns: TEXTS, seed }));
    const delays: Record<'ordinary' | 'random', EventLoopDelay[]> = { ordinary: [], random: [] };
    const phase = (SECONDS * 1000) / PHASES / 2;
    for (const warming of [ordinary, strange]) await warming.during(phase);
    for (let number = 0; number < PHASES; number += 1) {
      delays.ordinary.push(await ordinary.during(phase));
      delays.random.push(await strange.during(phase));
    }
    const words = [
      told('ordinary texts', ordinary, delays.ordinary),
      told(`random texts (seed ${seed})`, strange, delays.random),
    ];
    process.stdout.write(`${words.join('\n')}\n`);
    const p999 = (phases: readonly EventLoopDelay[]) => median(phases.map((each) => each.p999));
    expect(Math.max(...delays.random.map(({ max }) => max))).toBeLessThan(A_HANG_MS);
    expect(p999(delays.random)).toBeLessThanOrEqual(MOST * Math.max(FLOOR_MS, p999(delays.ordinary)));
  },
  SECONDS * 2000 + 60_000,
);
