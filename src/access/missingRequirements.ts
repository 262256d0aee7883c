import { decide, type Decision } from './decide';
import type { Facts, Grant, Rule } from './Rule';
import type { Principal } from './Principal';

/** What a refused caller lacks: another role, being the owner, being there, or the proof of a second factor. */
export type MissingRequirement = 'role' | 'own' | 'visit' | 'mfa';

/**
 * What stands between the caller and what all of these rules guard; empty where they let the caller in. What is still open counts
 * only where nothing else refuses.
 */
export function missingRequirements(rules: readonly Rule[], principal: Principal, facts: Facts): MissingRequirement[] {
  const decisions = rules.map((rule) => ({ rule, decision: decide(rule, principal, facts) }));
  const refusing = decisions.filter(({ decision }) => decision.effect === 'deny');
  const counting = refusing.length > 0 ? refusing : decisions.filter(({ decision }) => decision.effect === 'depends');
  return [...new Set(counting.flatMap(({ rule, decision }) => missingRequirementsOf(rule, decision, principal)))];
}

function missingRequirementsOf(
  { grants, absentWhen }: Rule,
  decision: Decision,
  { roles }: Principal,
): MissingRequirement[] {
  const mine = grants.filter(({ role }) => roles.includes(role));
  if (mine.length === 0) return ['role'];
  if (decision.effect === 'deny' && decision.because === 'no second factor') return ['mfa'];
  const missing = mine.flatMap(missingCondition);
  // What does not exist for this role may exist for another one.
  return missing.length === 0 && absentWhen ? ['role'] : missing;
}

function missingCondition({ condition: { name } }: Grant): MissingRequirement[] {
  return name === 'own' || name === 'visit' ? [name] : [];
}
