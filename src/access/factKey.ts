import type { Facts, Rule } from './Rule';

/** The facts of an item that a rule looks at, for a caller in these roles; `null` for a rule that cannot even say. */
export function factsLookedAt({ grants, absentWhen }: Rule, roles: readonly string[]): readonly string[] | null {
  try {
    const mine = grants.filter(({ role }) => roles.includes(role));
    const names = mine.map(({ role, condition }) => condition.factFor(role)).filter((name) => name !== null);
    const absence = absentWhen && mine.some(({ role }) => absentWhen.roles.includes(role)) ? [absentWhen.fact] : [];
    return [...new Set([...names, ...absence])];
  } catch {
    return null;
  }
}

const NO_FACT = Symbol('no fact');

/** The same key for all facts in which these names have the same values, or are as unknown. */
export function factKey(names: readonly string[], facts: Facts): unknown {
  const [only] = names;
  // Asked for every field of every item: without an array or a text of its own wherever that can be.
  if (only === undefined) return NO_FACT;
  if (names.length === 1) return valueOf(facts, only);
  return JSON.stringify(names.map((name) => valueOf(facts, name) ?? (Object.hasOwn(facts, name) ? null : 0)));
}

function valueOf(facts: Facts, name: string): string | null | undefined {
  return Object.hasOwn(facts, name) ? facts[name] : undefined;
}

/** These facts and no others. */
export function factsNamed(names: readonly string[], facts: Facts): Facts {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(facts, name)).map((name) => [name, facts[name] ?? null]),
  );
}
