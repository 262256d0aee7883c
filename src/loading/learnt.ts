import type { Principal } from '../access/Principal';
import type { CallerFacts } from './CallerFacts';

/** Decides and, where facts of the caller are missing, learns them and decides again: what a type needs, then its fields. */
export async function learnt<T>(
  callerFacts: CallerFacts,
  decide: (principal: Principal) => T,
  awaitedIn: (decided: T) => readonly string[],
): Promise<T> {
  const asked = new Set<string>();
  for (;;) {
    const decided = decide(callerFacts.principal);
    // What the caller's facts did not tell, nobody else will.
    const awaited = awaitedIn(decided).filter((source) => !asked.has(source));
    if (awaited.length === 0) return decided;
    await callerFacts.learn(awaited);
    awaited.forEach((source) => asked.add(source));
  }
}
