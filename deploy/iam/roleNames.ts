/** In whose name the API itself acts for callers; as src/iam has it, a test compares. */
export const SYSTEM = 'SYSTEM-writes';

/** In whose name everybody reads what everybody may read; as src/iam has it, a test compares. */
export const PUBLIC = 'PUBLIC-reads';

/** The name of the role of AWS's behind a principal, such as `GUEST-reads`. */
export function roleName(prefix: string, principal: string): string {
  return `${prefix}-${principal}`;
}
