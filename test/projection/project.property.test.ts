import * as fc from 'fast-check';
import { execute, parse } from 'graphql';
import type { Reference } from '../../src/loading/Reference';
import type { GraphQLResolveInfo } from 'graphql';
import { principalOf } from '../../src/access/Principal';
import { typeNamed } from '../../src/model/Model';
import { planOf, type Plan } from '../../src/projection/plan';
import { project, type Projection } from '../../src/projection/project';
import { selectionOf, type Selection } from '../../src/projection/selection';
import { Denials } from '../../src/response/Denials';
import { access, principal as principalIn } from '../access/principals';
import { serve, type ServedApi } from './apiUnderTest';
import { Dice } from './Dice';
import { holds } from './holds';
import { Oracle } from './Oracle';
import { FACTS, randomApi } from './randomApi';
import { randomItemQuery, VARIABLES } from './randomQuery';
import { randomCaller, randomWorld, type Spot, type WhoAsks } from './randomWorld';

/** What `graphql-js` hands to the resolver of the one root field, as the reader takes it. */
async function selectionIn({ schema }: ServedApi, query: string): Promise<Selection> {
  const found: Selection[] = [];
  const reader = {
    resolveReference: (_: Reference, info: GraphQLResolveInfo) => {
      found.push(selectionOf(info));
      return null;
    },
  };
  const callerFacts = { principal: principalIn(['CHIEF']) };
  const contextValue = { reader, callerFacts, denials: new Denials(access) };
  await execute({ schema, document: parse(query), contextValue, variableValues: VARIABLES });
  const [selection] = found;
  if (!selection) throw new Error('the root field was not resolved');
  return selection;
}

const OF_CALLER = ['tenants', 'visit'];

/** The decision after each thing that becomes known, in a random order: from the key alone to the whole truth. */
function steps(dice: Dice, plan: Plan, spot: Spot, who: WhoAsks): Projection[] {
  const order = dice.shuffled([...FACTS.filter((fact) => spot.params[fact] === undefined), ...OF_CALLER]);
  return Array.from({ length: order.length + 1 }, (_, count) => {
    const known = order.slice(0, count);
    const principal = principalOf(who.caller, {
      ...(known.includes('tenants') && { tenants: who.tenants }),
      ...(known.includes('visit') && { visit: visited(who) }),
    });
    const facts = known.filter((name) => FACTS.includes(name)).map((name) => [name, valueOf(spot, name)] as const);
    return project(plan, principal, { ...Object.fromEntries(facts), ...spot.params });
  });
}

function visited({ caller: { visit }, isVisitCurrent }: WhoAsks): ReadonlySet<string> {
  return new Set(visit && isVisitCurrent ? [visit.tenant] : []);
}

function valueOf({ item, type }: Spot, fact: string): string | null {
  const value = type.facts.includes(fact) ? item?.[fact] : undefined;
  return typeof value === 'string' ? value : null;
}

const names = ({ denied }: Projection) => denied.map(({ coordinate }) => coordinate);
const lacks = (whole: readonly string[], part: readonly string[]) => part.filter((each) => !whole.includes(each));

const seen = { yes: 0, no: 0, unknown: 0, waiting: 0, denied: 0 };

test('a decision before a read never changes after it, and at the end exactly what is permitted and selected is asked for', async () => {
  const property = fc.asyncProperty(Dice.arbitrary, async (dice) => {
    const spec = randomApi(dice);
    const api = serve(spec);
    const world = randomWorld(dice, spec);
    for (let cases = 0; cases < 10; cases += 1) {
      const [who, spot] = [randomCaller(dice), dice.pick(world.spots)];
      const query = randomItemQuery(dice, spec, spot);
      const plan = planOf(api.model, typeNamed(api.model, spot.type.name), [await selectionIn(api, query)]);
      const taken = steps(dice, plan, spot, who);
      taken.forEach((later, index) => {
        seen[later.visible] += 1;
        seen.waiting += later.visible === 'yes' && later.awaits.length > 0 ? 1 : 0;
        seen.denied += later.denied.length;
        for (const earlier of taken.slice(0, index)) {
          if (earlier.visible !== 'unknown') expect(later.visible).toBe(earlier.visible);
          expect(lacks(later.attributes, earlier.attributes)).toEqual([]);
          expect(lacks(names(later), names(earlier))).toEqual([]);
          expect(lacks(earlier.attributes, later.attributes).length > 0 && earlier.visible === 'no').toBe(false);
        }
      });
      const last = taken.at(-1)!;
      const oracle = new Oracle(spec, api.schema, world, who, parse(query));
      expect(last).toMatchObject({ awaits: [], awaitsCaller: [] });
      expect(last.visible === 'unknown').toBe(false);
      expect(last.attributes).toEqual([...(oracle.allowed.get(spot.key) ?? [])].sort());
    }
  });
  await holds(property, seen, { test: 15, soak: 40 });
});
