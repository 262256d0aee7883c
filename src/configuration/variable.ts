import type { z } from 'zod';

/** What a variable of the environment takes, and what it is unless set. */
export interface Variable<T extends z.ZodType> {
  readonly schema: T;
  /** What a good value looks like, for the error message and docs/configuration.md. */
  readonly expected: string;
  readonly fallback?: string;
  /** Its value is in no message. */
  readonly secret?: boolean;
}

export function variable<T extends z.ZodType>(
  schema: T,
  expected: string,
  options: { fallback?: string; secret?: boolean } = {},
): Variable<T> {
  return { schema, expected, ...options };
}
