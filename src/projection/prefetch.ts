import type { Rule } from '../access/Rule';
import type { FieldModel, Model, TypeModel } from '../model/Model';
import { selectedFields, type Selection } from './selection';

/** What is selected of the very same item further down. */
export interface PrefetchSelection {
  /** The field of the item by which the way begins. */
  readonly by: FieldModel;
  /** Rules of what it passes after that. */
  readonly past: readonly Rule[];
  readonly selection: Selection;
}

/**
 * What the operation selects further down of the very item that is about to be read: under a tenant's lists each row leads back
 * to the tenant. Found by the key alone: the path stays with types whose keys carry the item's one key value. A guess that is wrong
 * costs a few bytes of an item that the caller may see, and nothing else.
 */
export function sameItemPrefetch(
  model: Pick<Model, 'types'>,
  type: TypeModel,
  selection: Selection,
): PrefetchSelection[] {
  const [keyName, ...others] = type.keyNames;
  if (keyName === undefined || others.length > 0) return [];
  return stepsFrom(type, selection).flatMap(({ field: by, below }) =>
    search(below, []).map((found) => ({ by, ...found })),
  );

  function search(below: Selection, past: readonly Rule[]): Omit<PrefetchSelection, 'by'>[] {
    const names = below.objectTypes.map(({ name }) => name);
    if (names.includes(type.name)) return [{ past, selection: below }];
    return names
      .flatMap((name) => model.types.get(name) ?? [])
      .filter(isOnTheWay)
      .flatMap((passed) => stepsFrom(passed, below))
      .flatMap((step) => search(step.below, [...past, ...step.field.rules]));
  }

  function isOnTheWay({ kind, keyNames }: TypeModel): boolean {
    return kind === 'value' || (keyName !== undefined && keyNames.includes(keyName));
  }
}

function stepsFrom({ name, fields }: TypeModel, selection: Selection): { field: FieldModel; below: Selection }[] {
  return [...selectedFields([selection], name)].flatMap(([fieldName, selections]) => {
    const field = fields.get(fieldName);
    return field ? selections.map((below) => ({ field, below })) : [];
  });
}
