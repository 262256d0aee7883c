import * as fc from 'fast-check';
import { parse } from 'graphql';
import type { StoreRequest } from '../storage/FakeStore';
import { EXECUTORS } from '../support/executors';
import { serve, type ServedApi } from './apiUnderTest';
import { Dice } from './Dice';
import { holds } from './holds';
import { Oracle } from './Oracle';
import { randomApi } from './randomApi';
import { randomQuery } from './randomQuery';
import { randomCaller, randomWorld, type WhoAsks, type World } from './randomWorld';
import { run, type Ran } from './runOnFakeStore';

const KEYS = ['pk', 'sk', 'gsi1pk', 'gsi1sk'];
const CALLERS_PER_WORLD = 3;

/** Attributes that were asked for of some item and may not be, one line each. */
function violations(requests: readonly StoreRequest[], oracle: Oracle, world: World, query: string): string[] {
  const spots = new Map(world.spots.map((spot) => [spot.key, spot]));
  return requests.flatMap(({ operation, keys, attributes }) =>
    keys.flatMap((key) => {
      const allowed = new Set([
        ...KEYS,
        ...(spots.get(key)?.type.facts ?? []),
        ...(oracle.allowed.get(key) ?? []),
        ...oracle.mayReadAhead(key, query),
      ]);
      return attributes.filter((path) => !allowed.has(path)).map((path) => `${operation} asks ${key} for ${path}`);
    }),
  );
}

const seen = { requests: 0, batches: 0, shown: 0, denied: 0, absent: 0, byPath: 0 };

function count({ requests, result }: Ran, oracle: Oracle): void {
  const text = JSON.stringify(result.data);
  seen.requests += requests.length;
  seen.batches += requests.filter(({ operation }) => operation === 'BatchGetItem').length;
  seen.byPath += requests.filter(({ attributes }) => attributes.some((path) => path.includes('.'))).length;
  seen.shown += text.split('@').length - 1;
  seen.absent += Object.values(oracle.data).filter((root) => root === null).length;
  seen.denied += oracle.denied.size;
}

/** What a test of this kind must print when it fails: the API, the operation, the caller, the world. */
function scene(api: ServedApi, query: string, { caller, tenants, isVisitCurrent }: WhoAsks, { items }: World): string {
  const asks = JSON.stringify({ caller, tenants: [...tenants], isVisitCurrent });
  return [api.sdl, query, asks, ...items.map((item) => JSON.stringify(item))].join('\n');
}

test('every request asks for permitted, selected attributes, keys and facts; every answer shows all of them and nothing else', async () => {
  const property = fc.asyncProperty(Dice.arbitrary, async (dice) => {
    const spec = randomApi(dice);
    const api = serve(spec);
    const world = randomWorld(dice, spec);
    for (let callers = 0; callers < CALLERS_PER_WORLD; callers += 1) {
      const who = randomCaller(dice);
      const query = randomQuery(dice, spec, world);
      const oracle = new Oracle(spec, api.schema, world, who, parse(query));
      for (const execute of Object.values(EXECUTORS)) {
        const ran = await run(execute, api, world, who, query);
        count(ran, oracle);
        const found = {
          violations: violations(ran.requests, oracle, world, query),
          errors: ran.result.errors,
          data: JSON.parse(JSON.stringify(ran.result.data)) as unknown,
          denied: Object.fromEntries(ran.denials.all.map(({ coordinate, count: times }) => [coordinate, times])),
        };
        const { data, denied } = oracle;
        const expected = { violations: [], errors: undefined, data, denied: Object.fromEntries(denied) };
        try {
          expect(found).toEqual(expected);
        } catch (cause) {
          throw new Error(`${(cause as Error).message}\n${scene(api, query, who, world)}`, { cause });
        }
      }
    }
  });
  await holds(property, seen, { test: 50, soak: 150 });
});
