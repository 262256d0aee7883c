import type { Principal } from './Principal';

/**
 * What is known of an item: fact → value; `null` is known to be absent, a missing entry is not known yet. What is there and is no text
 * is {@link NO_TEXT}.
 */
export type Facts = Readonly<Record<string, string | null>>;

/** Stands for a value of another type: it is there, and is nobody's. A key can hold this text as well, which is nobody's then. */
export const NO_TEXT = '\u0000';

/** The fact that an item with this value of an attribute has. */
export function factIn(value: unknown): string | null {
  return typeof value === 'string' ? value : value === null || value === undefined ? null : NO_TEXT;
}

/** What a condition finds for one role: it holds, it does not, or it cannot be told before these facts are known. */
export type Finding = 'holds' | 'fails' | { readonly unknown: string };

/** The fact of this name; `undefined` where it is not known, also where a program says so itself. */
export function factNamed(facts: Facts, name: string): string | null | undefined {
  return Object.hasOwn(facts, name) ? facts[name] : undefined;
}

/** When a grant counts. */
export interface Condition {
  /** The name it has in the `@auth` directive. */
  readonly name: string;
  /** The fact of the item that it looks at, for a caller in this role; `null` where it looks at none. */
  factFor(role: string): string | null;
  test(principal: Principal, role: string, facts: Facts): Finding;
}

/** "Callers in this role may, under this condition." */
export interface Grant {
  readonly role: string;
  readonly condition: Condition;
}

/** All that grants access to one type or field. No grant for a caller means no access: there is no default. */
export interface Rule {
  readonly grants: readonly Grant[];
  /** Whether a grant counts only for a caller whose second factor is proved. */
  readonly needsSecondFactor?: boolean;
  /** For these roles an item in which the fact is there does not exist, whatever is granted to them. */
  readonly absentWhen?: Absence;
}

/** Lets nobody in. */
export const NOBODY: Rule = { grants: [] };

export interface Absence {
  readonly fact: string;
  readonly roles: readonly string[];
}

/** Whether everyone whom `narrow` lets in is let in by `wide` too, whatever the facts. */
export function isWithin(narrow: Rule, wide: Rule): boolean {
  if (wide.needsSecondFactor === true && narrow.needsSecondFactor !== true) return false;
  if (wide.absentWhen && !isAbsentToo(narrow, wide.absentWhen)) return false;
  return narrow.grants.every((grant) => wide.grants.some((other) => covers(other, grant)));
}

function isAbsentToo({ grants, absentWhen }: Rule, { fact, roles }: Absence): boolean {
  const concerned = roles.filter((role) => grants.some((grant) => grant.role === role));
  return concerned.every((role) => absentWhen?.fact === fact && absentWhen.roles.includes(role));
}

function covers(wide: Grant, narrow: Grant): boolean {
  return (
    wide.role === narrow.role && (wide.condition.name === 'always' || wide.condition.name === narrow.condition.name)
  );
}
