import type { GraphQLFormattedError } from 'graphql';

/** What goes out: every error in it was written for the client. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The answer with more beside it; as it is where there is nothing more. */
export function withExtensions(answer: Answer, more: object | null): Answer {
  return more ? { ...answer, extensions: { ...answer.extensions, ...more } } : answer;
}

/** An answer with what a transport says beside it. */
export interface Outcome {
  readonly answer: Answer;
  /** As HTTP counts them. */
  readonly status: number;
  /** When to come back, where it was too fast. */
  readonly retryAfterSeconds?: number;
}
