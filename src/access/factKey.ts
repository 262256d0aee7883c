import { factNamed, type Facts, type Rule } from './Rule';

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

/** The same key for all facts in which these names have the same values, or are as unknown, and for no others. */
export function factKey(names: readonly string[], facts: Facts): unknown {
  const [only] = names;
  // Asked for every field of every item: without an array or a string of its own wherever that can be.
  if (only === undefined) return NO_FACT;
  if (names.length === 1) return factNamed(facts, only);
  return JSON.stringify(names.map((name) => markOf(factNamed(facts, name))));
}

/** In JSON `undefined` is `null`, and a number could stand for either. */
function markOf(value: unknown): unknown {
  return value === undefined ? [] : typeof value === 'string' || value === null ? value : [typeof value, value];
}

/** These facts and no others. */
export function factsNamed(names: readonly string[], facts: Facts): Facts {
  return Object.fromEntries(
    names.filter((name) => factNamed(facts, name) !== undefined).map((name) => [name, facts[name] ?? null]),
  );
}
