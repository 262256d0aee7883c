import { isWithin, type Rule } from '../../access/Rule';
import type { FieldNote } from '../annotations';
import type { FieldModel, TypeModel } from '../Model';

/** An attribute that a field shows, and everything that must be allowed for it. */
interface Shown {
  readonly path: string;
  readonly coordinate: string;
  readonly rules: readonly Rule[];
  readonly isMap: boolean;
}

/**
 * An attribute belongs to the field that shows it. What another field takes of it tells of it, and is read for that field: so
 * that one may be seen by no more people. And a map whose members are fields is never taken whole. One line a problem.
 */
export function borrowingProblems(type: TypeModel, noteOf: (field: FieldModel) => FieldNote | null): string[] {
  const fields = [...type.fields.values()];
  return fields.flatMap((borrower) => {
    const note = noteOf(borrower);
    const borrowed = note?.kind === 'attribute' ? borrower.attributes.slice(1) : borrower.attributes;
    const shown = fields
      .filter((field) => field !== borrower && noteOf(field)?.kind === 'attribute')
      .flatMap((field) => shownBy(field, '', type.rule ? [type.rule] : []));
    return borrowed.flatMap((path) => problemsOf(borrower, path, shown));
  });
}

function shownBy(field: FieldModel, prefix: string, above: readonly Rule[]): Shown[] {
  const { attributes, coordinate, ownRule, embeds, isWhole } = field;
  const path = prefix + (attributes[0] ?? '');
  const rules = ownRule ? [...above, ownRule] : above;
  const isMap = embeds !== null && !isWhole;
  const members = isMap ? [...embeds.fields.values()] : [];
  return [{ path, coordinate, rules, isMap }, ...members.flatMap((member) => shownBy(member, `${path}.`, rules))];
}

function problemsOf({ coordinate, rules }: FieldModel, path: string, shown: readonly Shown[]): string[] {
  const map = shown.find((each) => each.isMap && isPartOf(each.path, path));
  if (map) return [`${coordinate}: takes "${path}" whole; expected the members that it needs, such as "${path}.name"`];
  const isCovered = (other: Rule) => rules.some((rule) => isWithin(rule, other));
  return shown
    .filter((each) => !each.isMap && (isPartOf(path, each.path) || isPartOf(each.path, path)))
    .filter((each) => !each.rules.every(isCovered))
    .map((each) => `${coordinate}: takes "${path}", but its rule lets in more people than that of ${each.coordinate}`);
}

function isPartOf(path: string, whole: string): boolean {
  return path === whole || path.startsWith(`${whole}.`);
}
