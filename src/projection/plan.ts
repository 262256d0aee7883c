import { getOrInsert } from '../maps/getOrInsert';
import type { Rule } from '../access/Rule';
import type { FieldModel, Model, TypeModel } from '../model/Model';
import type { AttributePath } from '../storage/expressions';
import type { PrefetchSelection } from './prefetch';
import { selectedFields, type Selection } from './selection';

/** One selected field with the attributes behind it, and the fields selected inside where it is an embedded map. */
export interface PlannedField {
  readonly field: FieldModel;
  readonly attributes: readonly AttributePath[];
  readonly members: readonly PlannedField[];
  readonly heirs: readonly Heir[];
}

/** Of objects that a field leads to, and that have facts from the item: what decides on them must be known of the item before. */
export type Heir = Plan;

/** Fields that the operation will ask of the same item further down; read along where something is read anyway. */
export interface Prefetch extends Pick<PrefetchSelection, 'by' | 'past'> {
  readonly fields: readonly PlannedField[];
}

/** What an operation asks of one item: no permission is considered yet. */
export interface Plan {
  readonly type: TypeModel;
  readonly fields: readonly PlannedField[];
  readonly prefetches: readonly Prefetch[];
  /** All that decide on any of these, each once. */
  readonly rules: readonly Rule[];
  /** Of any of these. */
  readonly heirs: readonly Heir[];
}

/** Selection → the fields of `type` that it names, with their attributes. Unknown names (`__typename`) need none. */
export function planOf(
  model: Pick<Model, 'types'>,
  type: TypeModel,
  selections: readonly Selection[],
  further: readonly PrefetchSelection[] = [],
): Plan {
  const planner = new Planner(model, type);
  const fields = planner.fields(type, selections, '');
  const prefetches = further.map(({ by, past, selection }) => {
    return { by, past, fields: planner.fields(type, [selection], '') };
  });
  const planned = [...fields, ...prefetches.flatMap((each) => each.fields)].flatMap(withMembers);
  const rules = [type.rule, ...planned.flatMap(({ field }) => field.rules), ...prefetches.flatMap(({ past }) => past)];
  return {
    type,
    fields,
    prefetches,
    rules: [...new Set(rules.filter((rule) => rule !== null))],
    heirs: planned.flatMap(({ heirs }) => heirs),
  };
}

/** A list may be filtered by what is not selected: whether that may be seen is decided as well. */
function withFilters(plan: Plan): Plan {
  const fields = [...plan.type.fields.values()].filter(({ attributes }) => attributes.length === 1);
  return { ...plan, rules: [...new Set([...plan.rules, ...fields.flatMap(({ rules }) => rules)])] };
}

function withMembers(field: PlannedField): readonly PlannedField[] {
  return [field, ...field.members.flatMap(withMembers)];
}

/** Plans made once for each place of a document, since a document's selections stay the same. */
export class PlanBook {
  private readonly plans = new WeakMap<Selection, Map<TypeModel, Plan>>();

  of(type: TypeModel, selection: Selection, make: () => Plan): Plan {
    return getOrInsert(
      getOrInsert(this.plans, selection, () => new Map<TypeModel, Plan>()),
      type,
      make,
    );
  }
}

class Planner {
  constructor(
    private readonly model: Pick<Model, 'types'>,
    /** Of the item, whose facts are also those of the maps in it. */
    private readonly ofItem: TypeModel,
  ) {}

  fields(type: TypeModel, selections: readonly Selection[], prefix: string): PlannedField[] {
    const planned: PlannedField[] = [];
    for (const [name, inside] of selectedFields(selections, type.name)) {
      const field = type.fields.get(name);
      if (field) planned.push(this.field(field, inside, prefix));
    }
    return planned;
  }

  private field(field: FieldModel, inside: readonly Selection[], prefix: string): PlannedField {
    const own = field.attributes.map((attribute) => prefix + attribute);
    if (!field.embeds || field.isWhole) {
      return { field, attributes: own, members: [], heirs: inside.flatMap((each) => this.heirs(each)) };
    }
    const members = this.fields(field.embeds, inside, `${own[0] ?? ''}.`);
    return { field, attributes: [], members, heirs: [] };
  }

  /** Through values, such as the pages of a list, to what is stored. */
  private heirs(selection: Selection, isInValue = false): Heir[] {
    return selection.objectTypes.flatMap(({ name }) => {
      const type = this.model.types.get(name);
      if (!type) return [];
      const isHeir = type.fromAbove.some((fact) => this.isKnownHere(fact));
      const heirs = isHeir ? [planOf(this.model, type, [selection])] : [];
      const further =
        type.kind === 'stored' || type.kind === 'root'
          ? []
          : [...selection.on(name).values()].map(({ below }) => below);
      return [...(isInValue ? heirs.map(withFilters) : heirs), ...further.flatMap((each) => this.heirs(each, true))];
    });
  }

  private isKnownHere(fact: string): boolean {
    const { stored, keyNames, fromAbove } = this.ofItem;
    return [...keyNames, ...(stored?.facts ?? []), ...fromAbove].includes(fact);
  }
}
