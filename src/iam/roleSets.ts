import type { AccessConfiguration } from '../access/AccessConfiguration';

/** In whose name the system itself reads and writes to act for callers; part of the name of a role of the cloud's. */
export const SYSTEM = 'SYSTEM-writes';

/** In whose name everybody reads what everybody may read; part of the name of a role of the cloud's. */
export const PUBLIC = 'PUBLIC-reads';

/** The name of a set of roles, in the order of the access configuration; part of the names of roles of the cloud's. */
export function roleSetName(roles: readonly string[]): string {
  return roles.length === 0 ? 'NONE' : roles.join('+');
}

/** Every set of roles that a caller can have: visitors have theirs alone, who is signed in any of the others together, or none. */
export function roleSetsOf({ roles }: AccessConfiguration): readonly (readonly string[])[] {
  const visitors = roles.filter(({ cognitoGroup }) => cognitoGroup === null).map(({ name }) => [name]);
  const signedIn = roles.filter(({ cognitoGroup }) => cognitoGroup !== null).map(({ name }) => name);
  return [...visitors, ...subsetsOf(signedIn)];
}

function subsetsOf(names: readonly string[]): string[][] {
  return names.reduce<string[][]>((sets, name) => [...sets, ...sets.map((set) => [...set, name])], [[]]);
}
