/** As src/server/iam has them; a test compares. */
export const TENANT_TAGS = 20;

/** The name of the role of AWS's behind a principal, such as `GUEST-reads`. */
export function roleName(prefix: string, principal: string): string {
  return `${prefix}-${principal}`;
}
