import type { AccessConfiguration } from './AccessConfiguration';
import type { Grant, Rule } from './Rule';
import type { Principal } from './Principal';
import { describeAllowance } from './wording';

/** What it takes of a caller, by their roles alone and before any item is known. `MFA` is a second factor that is not proved yet. */
export const VERDICTS = [
  'ALWAYS',
  'OWN',
  'VISIT',
  'OWN_OR_VISIT',
  'MFA',
  'OWN_WITH_MFA',
  'VISIT_WITH_MFA',
  'OWN_OR_VISIT_WITH_MFA',
  'NEVER',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A verdict with its reason, for people. Says nothing of what other roles could do. */
export interface Explained {
  readonly verdict: Verdict;
  readonly because: string;
}

export const NEVER: Explained = { verdict: 'NEVER', because: 'No rule grants it to you.' };

/** What all of the rules together ask of the caller; without any rule, whoever may see what leads there may see it. */
export function verdictOf(rules: readonly Rule[], principal: Principal, access: AccessConfiguration): Explained {
  const mine = rules.map((rule) => ({
    ...rule,
    grants: rule.grants.filter(({ role }) => principal.roles.includes(role)),
  }));
  if (mine.some(({ grants }) => grants.length === 0)) return NEVER;
  // A field's own rule comes last, and is no wider than its type's.
  const narrowest = mine.at(-1);
  if (!narrowest) return { verdict: 'ALWAYS', because: 'Whoever may see what leads here may see it.' };
  const factor = mine.some(({ needsSecondFactor }) => needsSecondFactor) && !principal.hasSecondFactor;
  return { verdict: withFactor(conditionOf(narrowest.grants), factor), because: describeAllowance(narrowest, access) };
}

type Condition = 'ALWAYS' | 'OWN' | 'VISIT' | 'OWN_OR_VISIT';

function conditionOf(grants: readonly Grant[]): Condition {
  const names = new Set(grants.map(({ condition }) => condition.name));
  if (names.has('always')) return 'ALWAYS';
  if (names.size > 1) return 'OWN_OR_VISIT';
  return names.has('visit') ? 'VISIT' : 'OWN';
}

function withFactor(condition: Condition, isMissing: boolean): Verdict {
  if (!isMissing) return condition;
  return condition === 'ALWAYS' ? 'MFA' : `${condition}_WITH_MFA`;
}
