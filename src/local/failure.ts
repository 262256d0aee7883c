/** A failure that a person can mend: its message is a sentence that says what to do, and is shown without a stack. */
export class LocalFailure extends Error {
  override readonly name = 'LocalFailure';
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
