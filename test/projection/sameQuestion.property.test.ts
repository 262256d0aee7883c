import * as fc from 'fast-check';
import {
  isLeafType,
  isObjectType,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { decide } from '../../src/access/decide';
import { principalOf } from '../../src/access/Principal';
import { typeNamed } from '../../src/model/Model';
import { EXECUTORS } from '../support/executors';
import { serve, type ServedApi } from './apiUnderTest';
import { Dice } from './Dice';
import { holds } from './holds';
import { randomApi } from './randomApi';
import { randomQuery } from './randomQuery';
import { randomCaller, randomWorld, type WhoAsks } from './randomWorld';
import { inOrderOfNames, rewrittenQuery } from './rewrittenQuery';
import { run, type Ran } from './runOnFakeStore';

/** Random documents may have fragments and variables that nothing uses. */
const UNUSED: readonly unknown[] = [NoUnusedFragmentsRule, NoUnusedVariablesRule];
const RULES = specifiedRules.filter((rule) => !UNUSED.includes(rule));
const seen = { rewritten: 0, shown: 0, denied: 0, added: 0, born: 0 };

/** Leaves of the type that roles alone deny to the caller: selecting them too learns nothing of any item. */
function deniedFields({ schema, model }: ServedApi, who: WhoAsks, dice: Dice) {
  const principal = principalOf(who.caller);
  return (typeName: string): string[] => {
    const type = schema.getType(typeName);
    if (!isObjectType(type) || typeName === 'Query' || !dice.chance(20)) return [];
    return [...typeNamed(model, typeName).fields.values()]
      .filter(
        ({ name, ownRule }) =>
          isLeafType(type.getFields()[name]?.type) && ownRule && decide(ownRule, principal, {}).effect === 'deny',
      )
      .map(({ name }) => name);
  };
}

/** Which attributes of which items were asked for. */
function asked({ requests }: Ran): string[] {
  const each = requests.flatMap(({ keys, attributes }) =>
    keys.flatMap((key) => attributes.map((name) => `${key} ${name}`)),
  );
  return [...new Set(each)].sort();
}

function deniedIn({ denials }: Ran, without: ReadonlySet<string>): Record<string, number> {
  const left = denials.all.filter(({ coordinate }) => !without.has(coordinate));
  return Object.fromEntries(left.map(({ coordinate, count }) => [coordinate, count] as const).sort());
}

test('other names, fragments, another order and fields that are denied change no value, no decision and nothing that is asked for', async () => {
  const property = fc.asyncProperty(Dice.arbitrary, async (dice) => {
    const spec = randomApi(dice);
    const api = serve(spec);
    const world = randomWorld(dice, spec);
    const who = randomCaller(dice);
    const query = randomQuery(dice, spec, world);
    const other = rewrittenQuery(dice, api.schema, query, deniedFields(api, who, dice));
    expect(validate(api.schema, parse(other.text), RULES)).toEqual([]);
    for (const execute of Object.values(EXECUTORS)) {
      const [first, second] = [
        await run(execute, api, world, who, query),
        await run(execute, api, world, who, other.text),
      ];
      const expected = {
        data: inOrderOfNames(first.result.data),
        errors: undefined,
        asked: asked(first),
        denied: deniedIn(first, other.added),
      };
      const found = {
        data: other.asFirst(second.result.data),
        errors: second.result.errors,
        asked: asked(second),
        denied: deniedIn(second, other.added),
      };
      seen.shown += JSON.stringify(found.data).split('@').length - 1;
      seen.denied += Object.keys(found.denied).length;
      try {
        expect(found).toEqual(expected);
      } catch (cause) {
        throw new Error(
          `${(cause as Error).message}\n${[api.sdl, query, other.text, ...world.items.map((item) => JSON.stringify(item))].join('\n')}`,
          { cause },
        );
      }
    }
    seen.rewritten += 1;
    seen.added += other.added.size;
    seen.born += Object.getOwnPropertyNames(Object.prototype).filter((name) => other.text.includes(`${name}:`)).length;
  });
  await holds(property, seen, { test: 60, soak: 600 });
});
