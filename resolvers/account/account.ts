/** An account's name: one, however the address is typed. Limits count by it, and the user pool is asked by it. */
export function accountOf(email: string): string {
  return email.trim().toLowerCase();
}
