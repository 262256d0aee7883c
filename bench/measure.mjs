// Starts contenders on one store, checks that they answer alike, and loads them in turn.
import { isDeepStrictEqual } from 'node:util';
import { startContender } from './contenders/contenders.mjs';
import { ask, closedLoop, percentile } from './machine/load.mjs';
import { requestsOf } from './operations/operations.mjs';

export const CALLERS = 16;
/** Who got no faster than this for two warm-ups in a row is warm: V8 goes on compiling what is hot for thousands of requests. */
const STEADY = { share: 0.05, warmUps: 2 };
/** But whoever never gets steady is measured all the same. */
const MAX_WARM_UPS = 8;

/** Contenders that run side by side; only the one that is loaded does anything. */
export class Field {
  #running = new Map();

  static async start(contenders, { store, credentials, nodeArgs }) {
    const field = new Field();
    Object.assign(field, { contenders, store, credentials });
    for (const contender of contenders)
      field.#running.set(
        contender.name,
        await startContender(contender, { endpoint: store.endpoint, credentials, nodeArgs }),
      );
    return field;
  }

  /** The same processes, only these of them. */
  of(...names) {
    const part = new Field();
    const contenders = names.map((each) => this.contenders.find(({ name }) => name === each));
    part.#running = this.#running;
    return Object.assign(part, { contenders, store: this.store, credentials: this.credentials });
  }

  /** Resident megabytes of each. */
  memory() {
    return Object.fromEntries([...this.#running].map(([name, each]) => [name, each.residentMegabytes()]));
  }

  processOf({ name }) {
    return this.#running.get(name);
  }

  requests(contender, operation) {
    return requestsOf(operation, contender.kind, this.credentials);
  }

  async stop() {
    await Promise.all([...this.#running.values()].map((each) => each.stop()));
  }

  /** Asks each for the operation once; throws unless all answers are the same data. Resolves with the size of each answer. */
  async compareAnswers(operation) {
    const answers = [];
    for (const contender of this.#taking(operation)) {
      const { origin } = this.processOf(contender);
      const { answer, bytes } = await ask(origin, this.requests(contender, operation)[0]);
      if (answer.errors)
        throw new Error(`${contender.name} answers ${operation.name}: ${JSON.stringify(answer.errors[0])}`);
      answers.push({ name: contender.name, bytes, data: withoutTypes(operation.dataOf[contender.kind](answer)) });
    }
    const [first, ...others] = answers;
    const odd = others.find(({ data }) => !isDeepStrictEqual(data, first.data));
    if (odd)
      throw new Error(
        `${odd.name} answers ${operation.name} unlike ${first.name}:\n${difference(first.data, odd.data)}`,
      );
    return new Map(answers.map(({ name, bytes }) => [name, bytes]));
  }

  /**
   * Warms each up until it gets no faster, then loads each in turn, `repetitions` times over, so that whatever else the machine does
   * falls on all alike.
   * Resolves with one entry a contender: the measurements of every repetition.
   */
  async load(operation, { repetitions, seconds, warmUpSeconds, callers = CALLERS, onStep = () => undefined }) {
    const sizes = await this.compareAnswers(operation);
    const results = new Map();
    const once = (contender, duration) => {
      const smallest = Math.floor(sizes.get(contender.name) * 0.8);
      return this.#loadOne(contender, operation, { seconds: duration, callers, smallest });
    };
    for (const contender of this.#taking(operation)) {
      await untilSteady(() => once(contender, warmUpSeconds));
      onStep();
    }
    for (let repetition = 0; repetition < repetitions; repetition += 1)
      for (const contender of this.#taking(operation)) {
        const entry = results.get(contender.name) ?? { contender, runs: [], answerBytes: sizes.get(contender.name) };
        entry.runs.push(await once(contender, seconds));
        onStep();
        results.set(contender.name, entry);
      }
    return [...results.values()];
  }

  #taking({ name }) {
    return this.contenders.filter(({ operations }) => !operations || operations.includes(name));
  }

  async #loadOne(contender, operation, { seconds, callers, smallest }) {
    const running = this.processOf(contender);
    await this.store.takeCounts?.();
    const [cpuBefore, ownBefore, storeBefore] = [running.cpuMs(), process.cpuUsage(), this.store.cpuMs?.() ?? 0];
    const requests = this.requests(contender, operation);
    const {
      histogram,
      count,
      seconds: elapsed,
      perSecond,
    } = await closedLoop({
      origin: running.origin,
      requests,
      callers,
      seconds,
      smallest,
    });
    const own = process.cpuUsage(ownBefore);
    const otherCoreMs = (own.user + own.system) / 1000 + (this.store.cpuMs?.() ?? 0) - storeBefore;
    return {
      perSecond,
      cpuMs: (running.cpuMs() - cpuBefore) / count,
      p50: percentile(histogram, 50),
      p99: percentile(histogram, 99),
      memory: running.residentMegabytes(),
      /** How busy the core was on which the load and the replay store ran: near 1, throughput is theirs, not the contender's. */
      otherCore: otherCoreMs / 1000 / elapsed,
      ...(await this.#storeTraffic(count)),
    };
  }

  /** Per operation. */
  async #storeTraffic(count) {
    if (!this.store.takeCounts) return {};
    const { calls, bytesIn, bytesOut, askedEngine } = await this.store.takeCounts();
    const total = Object.values(calls).reduce((sum, each) => sum + each, 0);
    return { calls: total / count, bytesIn: bytesIn / count, bytesOut: bytesOut / count, askedEngine };
  }
}

async function untilSteady(warmUp) {
  let best = Infinity;
  let fruitless = 0;
  for (let count = 0; count < MAX_WARM_UPS && fruitless < STEADY.warmUps; count += 1) {
    const { cpuMs } = await warmUp();
    fruitless = cpuMs > best * (1 - STEADY.share) ? fruitless + 1 : 0;
    best = Math.min(best, cpuMs);
  }
}

/** The middle one of every figure. */
export function medianOf(runs) {
  return Object.fromEntries(Object.keys(runs[0]).map((name) => [name, median(runs.map((run) => run[name]))]));
}

export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** GraphQL servers make objects without prototypes; what JSON brings has none to tell apart. */
function withoutTypes(data) {
  return JSON.parse(JSON.stringify(data));
}

function difference(left, right, path = '') {
  if (isDeepStrictEqual(left, right)) return '';
  if (typeof left !== 'object' || typeof right !== 'object' || !left || !right)
    return `${path}: ${JSON.stringify(left)} / ${JSON.stringify(right)}\n`;
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names
    .map((name) => difference(left[name], right[name], `${path}.${name}`))
    .join('')
    .slice(0, 800);
}
