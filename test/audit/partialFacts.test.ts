import * as fc from 'fast-check';
import { CALLER_FACT_PREFIX, conditionsOf } from '../../src/access/conditions';
import { decideAll } from '../../src/access/decide';
import type { Facts, Rule } from '../../src/access/Rule';
import { principalOf, type Principal } from '../../src/access/Principal';
import type { CallerFactSource } from '../../src/loading/CallerFacts';
import { buildApi } from '../../src/compose/api';
import { ROLES } from './accessTable';
import { callerFactsIn, cellsOf, decideCell, factsOf, rulesOf, type Effect, type OracleCell } from './modelDecisions';
import { scenes, type OracleScene } from './OracleScene';

/** What is known of a cell at some time: some facts of the item, and perhaps what the table tells of the caller. */
interface Knowledge {
  readonly facts: Facts;
  readonly principal: Principal;
  /** What is not known yet, in the words of a decision that waits for it. */
  readonly unknown: readonly string[];
}

const SEED = 20_261_121;
const { model } = buildApi();
const rules = rulesOf(model);
const coordinates = [...rules.keys()];
const conditions = conditionsOf(model.access);

/** Any rule that could be written, beside those that are. */
const anyRule: fc.Arbitrary<Rule> = fc
  .array(fc.record({ role: fc.constantFrom(...ROLES), condition: fc.constantFrom(...Object.values(conditions)) }), {
    maxLength: 5,
  })
  .map((grants) => ({ grants }));
const anyRules = fc.array(anyRule, { minLength: 1, maxLength: 3 });
const anyMask = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });

describe('a decision on some of the facts', () => {
  it('is never changed by more facts: the rules of the schema', async () => {
    await fc.assert(property(), { seed: SEED, numRuns: 500 });
  });

  it('is never changed by more facts: any rules', async () => {
    await fc.assert(property(anyRules), { seed: SEED, numRuns: 500 });
  });

  it('that is left open names only what is not known, so that learning it leads on', async () => {
    const law = fc.asyncProperty(scenes(coordinates), anyMask, async (scene, mask) => {
      for (const cell of await cellsOf([scene])) {
        const known = knowledgeIn(cell, mask);
        const decision = decideAll(rules.get(cell.coordinate)!, known.principal, known.facts);
        const asked = decision.effect === 'depends' ? decision.on : [];
        if (!asked.every((fact) => known.unknown.includes(fact))) expect(known.unknown).toEqual(asked);
      }
    });
    await fc.assert(law, { seed: SEED, numRuns: 500 });
  });

  it('is made once everything is known', async () => {
    const cells = await cellsOf(fc.sample(scenes(coordinates), { seed: SEED, numRuns: 500 }));
    const open = cells.filter((cell) => decideCell(rules.get(cell.coordinate)!, cell) === 'depends');
    expect(open.slice(0, 1)).toEqual([]);
  });

  it('a condition that jumps to a conclusion is found', async () => {
    const hasty = (finding: 'holds' | 'fails'): Rule => ({
      grants: ROLES.map((role) => {
        const { own } = conditions;
        const test: typeof own.test = (...args) => {
          const found = own.test(...args);
          return typeof found === 'string' ? found : finding;
        };
        return { role, condition: { ...own, test } };
      }),
    });
    for (const finding of ['holds', 'fails'] as const) {
      const result = await fc.check(property(fc.constant([hasty(finding)])), {
        seed: SEED,
        numRuns: 500,
        endOnFailure: true,
      });
      expect(result.failed).toBe(true);
    }
  });
});

describe('what the table tells of the caller', () => {
  it('is not forgotten when several answers are awaited at once, whichever comes first', async () => {
    const scene = fc.sample(scenes(coordinates), { seed: SEED, numRuns: 1 })[0]!;
    const caller = { ...scene.caller, subject: 'a', visit: { shop: 'b', serial: 1 } };
    for (const later of ['tenants', 'visit']) {
      const after = async <T>(source: string, value: T) => {
        for (let turn = 0; turn < (source === later ? 5 : 1); turn += 1) await Promise.resolve();
        return value;
      };
      const source: CallerFactSource = {
        tenantsOf: async () => after('tenants', new Set(['c'])),
        isCurrent: async () => after('visit', true),
      };
      const callerFacts = callerFactsIn({ ...scene, caller }, source);
      await callerFacts.learn(['tenants', 'visit']);
      const { principal } = callerFacts;
      expect([principal.holds('tenants'), principal.holds('visit')]).toEqual([new Set(['c']), new Set(['b'])]);
    }
  });
});

/** For any two states of knowledge, one within the other: what the earlier decides, the later decides. */
function property(others?: fc.Arbitrary<readonly Rule[]>) {
  return fc.asyncProperty(
    scenes(coordinates),
    anyMask,
    anyMask,
    others ?? fc.constant(null),
    async (scene, mask, more, chosen) => {
      for (const cell of await cellsOf([scene])) {
        const ofCell = chosen ?? rules.get(cell.coordinate)!;
        const effects = [mask, mask.map((isKnown, index) => isKnown || more[index]!), mask.map(() => true)].map(
          (each) => effectOf(ofCell, knowledgeIn(cell, each)),
        );
        // `expect` is for the counter-example alone: it takes longer than the decisions.
        if (effects.join() !== settled(effects).join())
          expect({ cell, effects }).toEqual({ cell, effects: settled(effects) });
      }
    },
  );
}

/** The effects as they may follow each other: open as long as may be, and then one and the same. */
function settled(effects: readonly Effect[]): Effect[] {
  const first = effects.findIndex((effect) => effect !== 'depends');
  return effects.map((effect, index) => (first === -1 || index < first ? effect : effects[first]!));
}

function effectOf(ofCell: readonly Rule[], { principal, facts }: Knowledge): Effect {
  return decideAll(ofCell, principal, facts).effect;
}

/** `mask`: what of the facts is known; the first two are about the caller. */
function knowledgeIn(
  { scene, coordinate, principal }: OracleCell,
  [tenants, visit, ...ofItem]: readonly boolean[],
): Knowledge {
  const all = Object.entries(factsOf(scene, coordinate));
  const known = all.filter((_fact, index) => ofItem[index]);
  const unknown = all.filter((_fact, index) => !ofItem[index]).map(([name]) => name);
  const ofCaller = { ...(tenants && learnt('tenants')), ...(visit && learnt('visit')) };
  return {
    facts: Object.fromEntries(known),
    principal: principalOf(callerOf(scene), ofCaller),
    unknown: [
      ...unknown,
      ...['tenants', 'visit'].filter((source) => !(source in ofCaller)).map((source) => CALLER_FACT_PREFIX + source),
    ],
  };

  function learnt(source: 'tenants' | 'visit') {
    return { [source]: principal.holds(source) ?? new Set<string>() };
  }
}

function callerOf(scene: OracleScene) {
  return callerFactsIn(scene).caller;
}
