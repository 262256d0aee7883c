/** A number that may differ by role, as the configuration says it: `5000,GUEST=1000`. */
export interface PerRole {
  readonly general: number;
  readonly byRole: ReadonlyMap<string, number>;
}

const PAIR = /^([A-Z][A-Z_]*)=(\d{1,9})$/;

/**
 * Reads `5000` or `5000,GUEST=1000`: the general number first. Throws an `Error` with a sentence for people where the text is something
 * else, names a role twice, or names one that there is not.
 */
export function parsePerRole(text: string, roles: readonly string[]): PerRole {
  const [general = '', ...pairs] = text.split(',').map((each) => each.trim());
  if (!/^\d{1,9}$/.test(general)) throw new Error('the number for every role comes first');
  const byRole = new Map<string, number>();
  for (const pair of pairs) {
    const [, role = '', value] = PAIR.exec(pair) ?? [];
    if (!roles.includes(role)) throw new Error(`expected one of ${roles.join(', ')}, then "=" and a number`);
    if (byRole.has(role)) throw new Error(`${role} has two numbers`);
    byRole.set(role, Number(value));
  }
  return { general: Number(general), byRole };
}

/** What holds for a caller: access is the union of the roles' grants, so of several roles the most generous number counts. */
export function limitFor({ general, byRole }: PerRole, roles: readonly string[]): number {
  return roles.length === 0 ? general : Math.max(...roles.map((role) => byRole.get(role) ?? general));
}

/** The most that any role is given. */
export function largest({ general, byRole }: PerRole): number {
  return Math.max(general, ...byRole.values());
}
