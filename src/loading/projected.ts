import type { Facts } from '../access/Rule';
import type { Plan } from '../projection/plan';
import { project, type Projection } from '../projection/project';
import type { CallerFacts } from './CallerFacts';
import { learnt } from './learnt';

/** What may be read of an item with these facts, once what that takes of the caller is learnt. */
export async function projected(callerFacts: CallerFacts, plan: Plan, facts: Facts): Promise<Projection> {
  return learnt(
    callerFacts,
    (principal) => project(plan, principal, facts),
    ({ awaitsCaller }) => awaitsCaller,
  );
}
