import { buildApi } from '../../src/compose/api';
import { CedarOracle } from './CedarOracle';
import { rulesOf } from './modelDecisions';
import { differences, judge, sampleCells } from './oracleComparison';

/** Many times as many cells as `cedar.test`, from another seed each time; a difference tells the seed. */
const SCENES = 2_000;
const ROUNDS = 10;

describe('rules and policies', () => {
  it('agree on 200,000 random cells', async () => {
    const rules = rulesOf(buildApi().model);
    const oracle = new CedarOracle();
    const first = Date.now() % 1_000_000_000;
    let compared = 0;
    for (let seed = first; seed < first + ROUNDS; seed += 1) {
      const cells = judge(await sampleCells([...rules.keys()], SCENES, seed), oracle);
      expect({ seed, differences: differences(cells, rules).slice(0, 3) }).toEqual({ seed, differences: [] });
      compared += cells.length;
    }
    expect(compared).toBeGreaterThanOrEqual(200_000);
    process.stdout.write(`Cedar and the rules agree on ${compared} random cells, from seed ${first}\n`);
  });
});
