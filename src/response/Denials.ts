import { entryOf } from '../access/entryOf';
import type { RoleBook } from '../access/RoleBook';
import type { Rule } from '../access/Rule';
import type { Standing } from '../access/Standing';
import { describeRequirement, wouldCredentialHelp, wouldSecondFactorHelp } from '../access/wording';

export type DenialCode = 'FORBIDDEN' | 'UNAUTHENTICATED';
export type ResponsePath = readonly (string | number)[];

/** Why a rule denies, the same for what is read and for what is written. */
export interface DenialReason {
  readonly code: DenialCode;
  /** What would be required, for people. */
  readonly requires: string;
  /** There where a second factor is all that is missing, as far as roles and credentials tell: clients ask the person for it. */
  readonly secondFactor?: 'REQUIRED';
}

/** One schema coordinate that was selected and denied, however many items it was met on. */
export interface Denial extends DenialReason {
  readonly coordinate: string;
  /** How many times it was met. */
  readonly count: number;
  /** Where it was first met; empty where the operation was refused before that was known. */
  readonly path: ResponsePath;
}

type Counted = Omit<Denial, 'count'> & { count: number };

/** Collects what was denied while one operation ran: one entry for each coordinate, in the order in which they were met. */
export class Denials {
  private readonly met = new Map<string, Counted>();

  constructor(private readonly book: RoleBook) {}

  /** The path is asked for where the coordinate is met for the first time. */
  add(coordinate: string, rule: Rule, standing: Standing, path: ResponsePath | (() => ResponsePath)): void {
    const denial = entryOf(this.met, coordinate, () =>
      this.first(coordinate, rule, standing, typeof path === 'function' ? path() : path),
    );
    denial.count += 1;
  }

  private first(coordinate: string, rule: Rule, standing: Standing, path: ResponsePath): Counted {
    return {
      coordinate,
      ...denialReason(rule, this.book, standing),
      path,
      count: 0,
    };
  }

  get all(): readonly Denial[] {
    return [...this.met.values()];
  }
}

export function denialReason(rule: Rule, book: RoleBook, standing: Standing): DenialReason {
  return {
    code: wouldCredentialHelp(rule, standing) ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    requires: describeRequirement(rule, book, standing),
    ...(wouldSecondFactorHelp(rule, standing) && { secondFactor: 'REQUIRED' as const }),
  };
}

/** The sentence that goes with a denial. */
export function denialMessage(
  { coordinate, code, requires, secondFactor }: Omit<Denial, 'count' | 'path'>,
  wish: 'see' | 'write' = 'see',
): string {
  const advice =
    code === 'UNAUTHENTICATED'
      ? ' Sign in or start a session, then ask again.'
      : secondFactor
        ? ' Prove your second factor, then ask again with the token that this gives.'
        : '';
  return `You may not ${wish} ${coordinate}; it takes ${requires}.${advice}`;
}
