import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './LocalStack';

export const ROLES = ['GUEST', 'CUSTOMER', 'SHOP_OWNER', 'PLATFORM_ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** A line of schema/access-matrix.md: of each role `yes`, `own`, `visit`, `as parent`, or nothing. */
export interface Line {
  readonly cells: Readonly<Record<Role, string>>;
  /** Where REQUIRE_MFA is on. */
  readonly takesSecondFactor: boolean;
}

/** By `Type.field`; of a type itself by `Type`. */
export type Matrix = ReadonlyMap<string, Line>;

/** What the rules say, as it is committed: a check of the project holds it to the rules. */
export function readMatrix(text = readFileSync(join(ROOT, 'schema/access-matrix.md'), 'utf8')): Matrix {
  const lines = new Map<string, Line>();
  let type = '';
  for (const line of text.split('\n')) {
    [, type = type] = /^## (\w+)$/.exec(line) ?? [];
    const [, name, rest = ''] = /^\| (?:\*\(the type\)\*|`(\w+)`) \|(.*)$/.exec(line) ?? [];
    if (rest === '') continue;
    const cells = rest.split('|').map((cell) => cell.trim());
    lines.set(name === undefined ? type : `${type}.${name}`, {
      cells: Object.fromEntries(ROLES.map((role, index) => [role, cells[index] ?? ''])) as Line['cells'],
      takesSecondFactor: cells[ROLES.length] === 'yes',
    });
  }
  return lines;
}
