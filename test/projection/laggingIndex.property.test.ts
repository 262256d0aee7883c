import * as fc from 'fast-check';
import type { Item } from '../../src/storage/requests';
import { EXECUTORS } from '../support/executors';
import { serve } from './apiUnderTest';
import { Dice } from './Dice';
import { holds } from './holds';
import { randomApi, type ApiSpec } from './randomApi';
import { randomCaller, randomWorld, type World } from './randomWorld';
import { run } from './runOnFakeStore';

const seen = { lists: 0, listed: 0, shown: 0, withheld: 0, stale: 0, twice: 0, gone: 0 };

/** Rows as an index may have them that is behind its table: under another's partition, twice, of items that are gone. */
function lagging(dice: Dice, { items }: World): Item[] {
  const rows = items.filter(({ sk }) => sk === 'LOOSE');
  return rows.flatMap((row) => {
    const [partition, isTwice, isGone] = [dice.pick(['MEMBER#m1', 'MEMBER#m2']), dice.chance(20), dice.chance(20)];
    if (partition !== row.gsi1pk) seen.stale += 1;
    const listed = { ...row, gsi1pk: partition, gsi1sk: String(row.pk) };
    if (isTwice) seen.twice += 1;
    if (isGone) seen.gone += 1;
    return [
      listed,
      ...(isTwice ? [{ ...listed, gsi1sk: `${listed.gsi1sk} before` }] : []),
      ...(isGone ? [{ ...listed, pk: 'LOOSE#gone', gsi1sk: 'gone' }] : []),
    ];
  });
}

/** Some fields that lead nowhere. */
function someFields(dice: Dice, { types }: ApiSpec): string {
  const fields = types
    .find(({ name }) => name === 'Loose')!
    .fields.filter(({ map, leadsTo }) => !map && leadsTo === null);
  return ['id', ...dice.some(fields).map(({ name }) => name)].join(' ');
}

test('a list by an index shows what each item shows by itself, however far the index lags', async () => {
  const property = fc.asyncProperty(Dice.arbitrary, async (dice) => {
    const spec = randomApi(dice);
    const api = serve(spec);
    const world = randomWorld(dice, spec);
    const listed = lagging(dice, world);
    const who = randomCaller(dice);
    const fields = someFields(dice, spec);
    for (const [of, execute] of [
      ['m1', EXECUTORS.levels],
      ['m2', EXECUTORS['graphql-js']],
    ] as const) {
      const list = await run(
        execute,
        api,
        { items: world.items, listed },
        who,
        `{ loose(of: "${of}") { nodes { ${fields} } } }`,
      );
      const nodes = ((list.result.data as never as { loose: { nodes: { id: string }[] } | null }).loose?.nodes ??
        []) as { id: string }[];
      const alone = await Promise.all(
        nodes.map(async ({ id }) => {
          const { result } = await run(
            execute,
            api,
            world,
            who,
            `{ node(id: "${id}") { ... on Loose { ${fields} } } }`,
          );
          return (result.data as { node: unknown }).node;
        }),
      );
      expect(JSON.stringify(nodes)).toBe(JSON.stringify(alone));
      const rows = listed.filter(({ gsi1pk }) => gsi1pk === `MEMBER#${of}`).length;
      seen.lists += 1;
      seen.listed += rows;
      seen.shown += nodes.length;
      seen.withheld += rows - nodes.length;
    }
  });
  await holds(property, seen, { test: 100, soak: 1000 });
});
