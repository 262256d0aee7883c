import * as fc from 'fast-check';
import { serve } from '../projection/apiUnderTest';
import { Dice } from '../projection/Dice';
import { holds } from '../projection/holds';
import { randomApi } from '../projection/randomApi';
import { randomQuery } from '../projection/randomQuery';
import { randomCaller, randomWorld } from '../projection/randomWorld';
import { compareAnswers, type Cells } from './comparison';
import { prepared } from './operate';
import { BY_REFERENCE, specified } from './specified';

const CALLERS_PER_WORLD = 6;
const cells: Cells = { fields: 0, denials: 0, refusals: 0 };

test('large worlds at random answer what they owe, by both executors in all modes', async () => {
  const property = fc.asyncProperty(Dice.arbitrary, async (dice) => {
    const spec = randomApi(dice);
    const world = randomWorld(dice, spec);
    const both = { specified: specified(spec), served: serve(spec, BY_REFERENCE), world };
    for (let callers = 0; callers < CALLERS_PER_WORLD; callers += 1)
      await compareAnswers(both, randomCaller(dice), prepared(both.served, randomQuery(dice, spec, world)), cells);
  });
  await holds(property, cells as never, { test: 12, soak: 60 });
});
