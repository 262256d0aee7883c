import { decide, type Decision } from './decide';
import type { Facts, Grant, Rule } from './Rule';
import type { Standing } from './Standing';

/** What a refused caller lacks: another role, being the owner, being there, or the proof of a second factor. */
export type Lack = 'role' | 'own' | 'visit' | 'mfa';

/**
 * What stands between the caller and what all of these rules guard; empty where they let the caller in. What is still open counts
 * only where nothing else refuses.
 */
export function lackOf(rules: readonly Rule[], standing: Standing, facts: Facts): Lack[] {
  const decisions = rules.map((rule) => ({ rule, decision: decide(rule, standing, facts) }));
  const refusing = decisions.filter(({ decision }) => decision.effect === 'deny');
  const counting = refusing.length > 0 ? refusing : decisions.filter(({ decision }) => decision.effect === 'depends');
  return [...new Set(counting.flatMap(({ rule, decision }) => lackOfOne(rule, decision, standing)))];
}

function lackOfOne({ grants, absentWhen }: Rule, decision: Decision, { roles }: Standing): Lack[] {
  const mine = grants.filter(({ role }) => roles.includes(role));
  if (mine.length === 0) return ['role'];
  if (decision.effect === 'deny' && decision.because === 'no second factor') return ['mfa'];
  const lacked = mine.flatMap(conditionLacked);
  // What does not exist for this role may exist for another one.
  return lacked.length === 0 && absentWhen ? ['role'] : lacked;
}

function conditionLacked({ condition: { name } }: Grant): Lack[] {
  return name === 'own' || name === 'visit' ? [name] : [];
}
