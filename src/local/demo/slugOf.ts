import { foldName } from '../../../schema/foldName';

/** A name as part of an id or an address: `Crème brûlée` becomes `creme-brulee`. At most 56 characters. */
export function slugOf(name: string): string {
  return foldName(name).replace(/ /g, '-').slice(0, 56).replace(/-$/, '');
}
