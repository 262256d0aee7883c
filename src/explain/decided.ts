import { decideAll, type Decision } from '../access/decide';
import { missingRequirements, type MissingRequirement } from '../access/missingRequirements';
import type { AccessConfiguration } from '../access/AccessConfiguration';
import { NOBODY, type Facts, type Rule } from '../access/Rule';
import type { Principal } from '../access/Principal';
import { verdictOf } from '../access/verdict';
import { describeRequirement } from '../access/wording';
import type { FieldModel } from '../model/Model';

/** What was decided of one field, on all items of one type at one place. */
export interface Decided {
  /** `mixed`: allowed on some items, denied on others. `depends`: nothing was read that could tell. */
  readonly decision: 'allow' | 'deny' | 'mixed' | 'depends';
  /** The caller's own part of the rule, in words. */
  readonly rule: string;
  /** What had to be learned first: facts of the item, or `caller.…`. */
  readonly dependedOn?: readonly string[];
  /** On how many items, where it differs. */
  readonly allowed?: number;
  readonly denied?: number;
  /** What would be required, where it was denied. */
  readonly requires?: string;
  readonly missing?: readonly MissingRequirement[];
}

/** What is known of an object whose fields are decided: in the end, and before it was read. */
export interface Known {
  readonly facts: Facts;
  readonly before: Facts;
}

export const NOTHING_KNOWN: Known = { facts: {}, before: {} };

/** Whose access it is: what was known of them by credentials alone, and in the end. */
export interface Deciding {
  readonly access: AccessConfiguration;
  readonly before: Principal;
  readonly now: Principal;
}

/** Items of a long list that are looked at for what decisions waited for: it is the same for all of a kind. */
const SAMPLE = 20;

/** Decides once more, with the very function of the projection and the guard, and says why. */
export function decided(
  field: FieldModel,
  typeRule: Rule | null,
  known: readonly Known[],
  deciding: Deciding,
  isReadYet: boolean,
): Decided {
  const { access, now } = deciding;
  const effects = known.map(({ facts }) => effectOf(field, now, facts));
  const allowed = effects.filter((effect) => effect === 'allow').length;
  const isOpen = !isReadYet && effects.includes('depends');
  const decision = isOpen ? 'depends' : allowed === known.length ? 'allow' : allowed === 0 ? 'deny' : 'mixed';
  const isRefused = decision === 'deny' || decision === 'mixed';
  return {
    decision,
    rule: ruleInWords(field.rules, deciding),
    ...dependedOn(field, known, deciding),
    ...(decision === 'mixed' && { allowed, denied: known.length - allowed }),
    ...(isRefused && {
      requires: describeRequirement(field.ownRule ?? typeRule ?? NOBODY, access, now),
      missing: [...new Set(known.flatMap(({ facts }) => missingRequirements(field.rules, now, facts)))],
    }),
  };
}

/** What the guard would decide of this field. */
export function effectOf({ rules }: FieldModel, principal: Principal, facts: Facts): Decision['effect'] {
  return rules.length === 0 ? 'allow' : decideAll(rules, principal, facts).effect;
}

/** The rule as far as it is about the caller's own roles. */
export function ruleInWords(rules: readonly Rule[], { access, now }: Deciding): string {
  return verdictOf(rules, now, access).because;
}

function dependedOn(
  { rules }: FieldModel,
  known: readonly Known[],
  { before, now }: Deciding,
): Pick<Decided, 'dependedOn'> {
  const open = known.slice(0, SAMPLE).flatMap((each) =>
    [before, now].flatMap((principal) => {
      const decision = decideAll(rules, principal, each.before);
      return decision.effect === 'depends' ? decision.on : [];
    }),
  );
  return open.length > 0 ? { dependedOn: [...new Set(open)] } : {};
}
