import type { RoleBook } from './RoleBook';
import type { Rule } from './Rule';
import type { Standing } from './Standing';

/** "Visible to: everyone" and the like, for descriptions: who may, under which condition, from the rule itself. */
export function describeRule(rule: Rule, book: RoleBook): string {
  if (rule.grants.length === 0) return 'nobody';
  return book.roles
    .flatMap(({ name }) => rule.grants.filter(({ role }) => role === name))
    .map(({ role, condition }) => (condition.name === 'always' ? role : `${role} (${condition.name})`))
    .join(', ');
}

/** One cell of the access table: `yes`, `own`, `visit`, or several by "or"; empty for never. */
export function describeCell(rule: Rule, role: string): string {
  const names = rule.grants.filter((grant) => grant.role === role).map(({ condition }) => condition.name);
  return names.includes('always') ? 'yes' : names.join(' or ');
}

/** What a refused caller would need, as a sentence part for people: roles by what they need, in the order of the role book. */
export function describeRequirement(rule: Rule, book: RoleBook): string {
  const needs = new Map<string, string[]>();
  for (const role of book.roles) {
    for (const { condition } of rule.grants.filter((grant) => grant.role === role.name)) {
      const need =
        condition.name === 'visit'
          ? ` with a current visit token of ${book.visit.title}`
          : condition.name === 'own'
            ? ` as ${role.ownTitle}`
            : '';
      needs.set(need, [...(needs.get(need) ?? []), role.name]);
    }
  }
  return [...needs].map(([need, roles]) => roles.join(' or ') + need).join(', or ') || 'more than any role has';
}

/**
 * Whether signing in, or starting a guest session, is the next step for a refused caller: it is for whoever is not signed in
 * and has no grant of their own role, or owns nothing yet where owning is what counts.
 */
export function wouldCredentialHelp(rule: Rule, standing: Standing): boolean {
  if (standing.holds('subject')?.size !== 0) return false;
  const mine = rule.grants.filter(({ role }) => standing.roles.includes(role));
  if (mine.length === 0) return rule.grants.length > 0;
  const hasSession = standing.holds('guestSession')?.size !== 0;
  return !hasSession && mine.every(({ condition }) => condition.name === 'own');
}
