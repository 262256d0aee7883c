// Sends requests to a contender and takes the time of each answer.
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

const MAX_OPEN_CONNECTIONS = 256;

/** Each of `callers` asks again as soon as it is answered. Resolves with the latencies in microseconds, and how many a second. */
export async function closedLoop({ origin, requests, callers, seconds, smallest = 1 }) {
  const pool = new Pool(origin, { connections: callers, pipelining: 1 });
  const histogram = createHistogram();
  const begun = performance.now();
  const until = begun + seconds * 1000;
  const caller = async (_, index) => {
    for (let at = index; performance.now() < until; at += callers)
      histogram.record(await timed(pool, requests[at % requests.length], smallest));
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const elapsed = (performance.now() - begun) / 1000;
  await pool.close();
  return { histogram, count: histogram.count, seconds: elapsed, perSecond: histogram.count / elapsed };
}

/**
 * Sends `rate` requests a second, evenly, whether or not the earlier ones are answered: so a slow answer does not hide those that
 * would have waited behind it.
 */
export async function openLoop({ origin, requests, rate, seconds, smallest = 1 }) {
  const pool = new Pool(origin, { connections: MAX_OPEN_CONNECTIONS, pipelining: 1 });
  const histogram = createHistogram();
  const begun = performance.now();
  const sent = [];
  for (let at = 0; at < rate * seconds; at += 1) {
    const wait = begun + (at * 1000) / rate - performance.now();
    if (wait > 0.5) await delay(Math.ceil(wait - 0.5));
    sent.push(timed(pool, requests[at % requests.length], smallest).then((time) => histogram.record(time)));
  }
  await Promise.all(sent);
  await pool.close();
  return { histogram, count: histogram.count };
}

/** Microseconds until the last byte of a whole answer; throws where it is none. */
async function timed(pool, request, smallest) {
  const begun = performance.now();
  const { statusCode, body } = await pool.request(request);
  const bytes = await body.arrayBuffer();
  if (statusCode !== 200 || bytes.byteLength < smallest)
    throw new Error(
      `expected 200 and ${smallest} bytes of ${request.path}, got ${statusCode}: ${Buffer.from(bytes).toString().slice(0, 300)}`,
    );
  return Math.max(1, Math.round((performance.now() - begun) * 1000));
}

/** Milliseconds. */
export function percentile(histogram, percent) {
  return histogram.percentile(percent) / 1000;
}

/** One request, and what came back as JSON. */
export async function ask(origin, request) {
  const pool = new Pool(origin, { connections: 1 });
  const { statusCode, body } = await pool.request(request);
  const text = await body.text();
  await pool.close();
  if (statusCode !== 200) throw new Error(`expected 200 of ${request.path}, got ${statusCode}: ${text.slice(0, 500)}`);
  return { answer: JSON.parse(text), bytes: Buffer.byteLength(text) };
}
