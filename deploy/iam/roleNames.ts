/** As src/server/iam has them; a test compares. */
export const TENANT_TAGS = 20;

/** In whose name the API itself acts for callers; as src/server/iam has it, a test compares. */
export const SYSTEM = 'SYSTEM-writes';

/** The name of the role of AWS's behind a principal, such as `GUEST-reads`. */
export function roleName(prefix: string, principal: string): string {
  return `${prefix}-${principal}`;
}
