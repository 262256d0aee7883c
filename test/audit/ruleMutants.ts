import { conditionsOf } from '../../src/access/conditions';
import type { AccessConfiguration } from '../../src/access/AccessConfiguration';
import type { Grant, Rule } from '../../src/access/Rule';
import type { RulesOfFields } from './modelDecisions';

/** The rules with one role's grant in one rule of one field changed. */
export interface RuleMutant {
  /** "Order.customer, rule 2: SHOP_OWNER never → own". */
  readonly name: string;
  readonly coordinate: string;
  readonly rules: readonly Rule[];
}

const CHOICES = ['never', 'always', 'own', 'visit'] as const;
type Choice = (typeof CHOICES)[number];

/** Every change of a single cell of a single rule, for all fields: what a role needs, and whether a second factor is asked for. */
export function mutantsOf(rules: RulesOfFields, access: AccessConfiguration): RuleMutant[] {
  return [...rules].flatMap(([coordinate, ofField]) =>
    ofField.flatMap((rule, index) => {
      const place = `${coordinate}, rule ${index + 1} of ${ofField.length}`;
      const cells = access.roles.flatMap(({ name: role }) =>
        otherChoices(rule, role).map(([before, after]) => ({
          name: `${place}: ${role} ${before} → ${after}`,
          coordinate,
          rules: ofField.with(index, withChoice(rule, role, after, access)),
        })),
      );
      const needsSecondFactor = rule.needsSecondFactor !== true;
      const name = `${place}: second factor ${needsSecondFactor ? 'asked' : 'not asked'}`;
      const factor = { name, coordinate, rules: ofField.with(index, { ...rule, needsSecondFactor }) };
      return [...cells, factor, ...absences(place, coordinate, ofField, index)];
    }),
  );
}

/** For whom the item is absent: one role less, and nobody. */
function absences(place: string, coordinate: string, ofField: readonly Rule[], index: number): RuleMutant[] {
  const { absentWhen, ...rule } = ofField[index]!;
  if (!absentWhen) return [];
  const fewer = absentWhen.roles.map((role) => ({
    name: `${place}: ${role} sees what is absent`,
    rule: { ...rule, absentWhen: { ...absentWhen, roles: absentWhen.roles.filter((each) => each !== role) } },
  }));
  return [...fewer, { name: `${place}: nothing is absent`, rule }].map((mutant) => ({
    name: mutant.name,
    coordinate,
    rules: ofField.with(index, mutant.rule),
  }));
}

/** The rule with what a role needs replaced. */
export function withChoice(rule: Rule, role: string, choice: Choice, access: AccessConfiguration): Rule {
  const others = rule.grants.filter((grant) => grant.role !== role);
  const own: Grant[] = choice === 'never' ? [] : [{ role, condition: conditionsOf(access)[choice] }];
  return { ...rule, grants: [...others, ...own] };
}

function otherChoices({ grants }: Rule, role: string): [before: string, after: Choice][] {
  const before = grants.find((grant) => grant.role === role)?.condition.name ?? 'never';
  return CHOICES.filter((choice) => choice !== before).map((after) => [before, after]);
}
