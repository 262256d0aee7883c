import type { Model, TypeModel } from '../model/Model';
import { fieldsIn, type Selection } from './selection';

/**
 * What the operation selects further down of the very item that is about to be read: under a tenant's lists each row leads back
 * to the tenant. Found by the key alone: the path stays with types whose keys carry the item's one key value. A guess that is wrong
 * costs a few bytes of an item that the caller may see, and nothing else.
 */
export function sameItemAhead(model: Model, type: TypeModel, selection: Selection): Selection[] {
  const [keyName, ...others] = type.keyNames;
  if (keyName === undefined || others.length > 0) return [];
  return [...selection.on(type.name).values()].flatMap((field) => search(field.below));

  function search(below: Selection): Selection[] {
    const names = below.objectTypes.map(({ name }) => name);
    if (names.includes(type.name)) return [below];
    return names.some(isOnTheWay) ? fieldsIn(below).flatMap((field) => search(field.below)) : [];
  }

  function isOnTheWay(name: string): boolean {
    const passed = model.types.get(name);
    return passed?.kind === 'value' || (keyName !== undefined && passed?.keyNames.includes(keyName) === true);
  }
}
