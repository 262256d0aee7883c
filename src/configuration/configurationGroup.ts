import type { VARIABLES } from './variables';

export type Name = keyof typeof VARIABLES;

/** What a variable sets, in a sentence, and one good value. */
export type Entry = readonly [sets: string, example: string];

export interface Group {
  readonly title: string;
  readonly about: string;
  readonly variables: Partial<Record<Name, Entry>>;
}
