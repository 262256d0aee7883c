import { entryOf } from '../access/entryOf';
import type { Rule } from '../access/Rule';
import type { FieldModel, TypeModel } from '../model/Model';
import type { AttributePath } from '../storage/expressions';
import { selectedFields, type Selection } from './selection';

/** One selected field with the attributes behind it, and the fields selected inside where it is an embedded map. */
export interface PlannedField {
  readonly field: FieldModel;
  readonly attributes: readonly AttributePath[];
  readonly members: readonly PlannedField[];
}

/** What an operation asks of one item: no permission is considered yet. */
export interface Plan {
  readonly type: TypeModel;
  readonly fields: readonly PlannedField[];
  /** Fields that the operation will ask of the same item further down; read along where something is read anyway. */
  readonly ahead: readonly PlannedField[];
  /** All that decide on any of these, each once. */
  readonly rules: readonly Rule[];
}

/** Selection → the fields of `type` that it names, with their attributes. Unknown names (`__typename`) need none. */
export function planOf(type: TypeModel, selections: readonly Selection[], ahead: readonly Selection[] = []): Plan {
  const plan = { type, fields: planFields(type, selections, ''), ahead: planFields(type, ahead, '') };
  const ofType = type.rule ? [type.rule] : [];
  return { ...plan, rules: [...new Set([...ofType, ...[...plan.fields, ...plan.ahead].flatMap(rulesOf)])] };
}

function rulesOf({ field, members }: PlannedField): readonly Rule[] {
  return [...field.rules, ...members.flatMap(rulesOf)];
}

/** Plans made once for each place of a document, since a document's selections stay the same. */
export class PlanBook {
  private readonly plans = new WeakMap<Selection, Map<TypeModel, Plan>>();

  of(type: TypeModel, selection: Selection, make: () => Plan): Plan {
    return entryOf(
      entryOf(this.plans, selection, () => new Map<TypeModel, Plan>()),
      type,
      make,
    );
  }
}

function planFields(type: TypeModel, selections: readonly Selection[], prefix: string): PlannedField[] {
  const planned: PlannedField[] = [];
  for (const [name, inside] of selectedFields(selections, type.name)) {
    const field = type.fields.get(name);
    if (field) planned.push(planField(field, inside, prefix));
  }
  return planned;
}

function planField(field: FieldModel, inside: readonly Selection[], prefix: string): PlannedField {
  const own = field.attributes.map((attribute) => prefix + attribute);
  if (!field.embeds || field.isWhole) return { field, attributes: own, members: [] };
  const members = planFields(field.embeds, inside, `${own[0] ?? ''}.`);
  return { field, attributes: [], members };
}
