import { decide } from './decide';
import type { AccessConfiguration } from './AccessConfiguration';
import type { Absence, Rule } from './Rule';
import type { Principal } from './Principal';

/** "Visible to: everyone" and the like, for descriptions: who may, under which condition, from the rule itself. */
export function describeRule(rule: Rule, access: AccessConfiguration): string {
  if (rule.grants.length === 0) return 'nobody';
  const grants = access.roles
    .flatMap(({ name }) => rule.grants.filter(({ role }) => role === name))
    .map(({ role, condition }) => (condition.name === 'always' ? role : `${role} (${condition.name})`));
  return (
    grants.join(', ') +
    (rule.needsSecondFactor === true ? '; with a second factor where the deployment requires one' : '')
  );
}

/** For whom items of a type do not exist, and when. */
export function absence({ fact, roles }: Absence): string {
  return `absent for ${roles.join(' and ')} where ${fact} is set`;
}

/** One cell of the access table: `yes`, `own`, `visit`, or several by "or"; empty for never. */
export function describeCell(rule: Rule, role: string): string {
  const names = rule.grants.filter((grant) => grant.role === role).map(({ condition }) => condition.name);
  return names.includes('always') ? 'yes' : names.join(' or ');
}

/**
 * What a refused caller would need, as a sentence part for people: roles by what they need, in the order of the access configuration; and the
 * second factor, where the rule asks for one that the caller has not proved.
 */
export function describeRequirement(rule: Rule, access: AccessConfiguration, principal: Principal): string {
  if (rule.grants.length === 0) return 'more than any role has';
  const factor = rule.needsSecondFactor === true && !principal.hasSecondFactor;
  return describeGrants(rule, access) + (factor ? ', and a second factor (header x-step-up-token)' : '');
}

/** Why somebody may, as a sentence for people: the roles of the rule by what each of them needs. */
export function describeAllowance(rule: Rule, access: AccessConfiguration): string {
  const factor = rule.needsSecondFactor === true ? ', and with a second factor where the deployment requires one' : '';
  return `Allowed to ${describeGrants(rule, access)}${factor}.`;
}

function describeGrants(rule: Rule, access: AccessConfiguration): string {
  const needs = new Map<string, string[]>();
  for (const role of access.roles) {
    for (const { condition } of rule.grants.filter((grant) => grant.role === role.name)) {
      const need =
        condition.name === 'visit'
          ? ` with a current visit token of ${access.visit.title}`
          : condition.name === 'own'
            ? ` as ${role.ownTitle}`
            : '';
      needs.set(need, [...(needs.get(need) ?? []), role.name]);
    }
  }
  return [...needs].map(([need, roles]) => roles.join(' or ') + need).join(', or ');
}

/** Whether proving a second factor is the next step for a refused caller: their roles do not rule the grant out without it. */
export function wouldSecondFactorHelp({ grants, needsSecondFactor }: Rule, principal: Principal): boolean {
  if (needsSecondFactor !== true || principal.hasSecondFactor) return false;
  return decide({ grants }, principal, {}).effect !== 'deny';
}

/**
 * Whether signing in, or starting a guest session, is the next step for a refused caller: it is for whoever is not signed in
 * and has no grant of their own role, or owns nothing yet where owning is what counts.
 */
export function wouldCredentialHelp(rule: Rule, principal: Principal): boolean {
  if (principal.holds('subject')?.size !== 0) return false;
  const mine = rule.grants.filter(({ role }) => principal.roles.includes(role));
  if (mine.length === 0) return rule.grants.length > 0;
  const hasSession = principal.holds('guestSession')?.size !== 0;
  return !hasSession && mine.every(({ condition }) => condition.name === 'own');
}
