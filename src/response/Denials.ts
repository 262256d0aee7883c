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
  /** The first place where it was met; empty where the operation was refused before that was known. */
  readonly path: ResponsePath;
}

interface Met extends DenialReason {
  readonly coordinate: string;
  count: number;
  /** By the names on the way, the first place where it was met on that way. */
  readonly places: Map<string, ResponsePath>;
}

/** Collects what was denied while one operation ran: one entry for each coordinate. */
export class Denials {
  private readonly met = new Map<string, Met>();

  constructor(private readonly book: RoleBook) {}

  /** `count`: how many items it was met on at once, the first of them in the answer at this path. */
  add(coordinate: string, rule: Rule, standing: Standing, path: ResponsePath, count = 1): void {
    const met = entryOf(this.met, coordinate, (): Met => ({
      coordinate,
      ...denialReason(rule, this.book, standing),
      count: 0,
      places: new Map(),
    }));
    met.count += count;
    const way = path.filter((step) => typeof step === 'string').join('.');
    const known = met.places.get(way);
    if (!known || isBefore(path, known)) met.places.set(way, path);
  }

  /** In the order in which they were met, which depends on when the store answered. */
  get all(): readonly Denial[] {
    return this.in(null);
  }

  /**
   * In the order of the answer that they were met in, which depends on its data alone: each with its first place there. Where the data
   * does not tell (nothing of it is left), they are in the order in which they were met.
   */
  in(data: unknown): readonly Denial[] {
    const denials = [...this.met.values()].map(({ places, ...denial }) => {
      const [path = []] = [...places.values()].sort((one, other) => comparePlaces(data, one, other));
      return { ...denial, path };
    });
    return denials.sort((one, other) => comparePlaces(data, one.path, other.path));
  }
}

/** Of two places that the same names lead to. */
function isBefore(one: ResponsePath, other: ResponsePath): boolean {
  const fork = one.findIndex((step, index) => step !== other[index]);
  return Number(one[fork]) < Number(other[fork]);
}

/** Which of two places comes first in the data. */
function comparePlaces(data: unknown, one: ResponsePath, other: ResponsePath): number {
  if (one.length === 0 || other.length === 0) return one.length - other.length;
  if (typeof data !== 'object' || data === null) return 0;
  const [[first, ...ofOne], [second, ...ofOther]] = [one, other];
  if (first === second) return comparePlaces((data as Record<string, unknown>)[String(first)], ofOne, ofOther);
  const keys = Object.keys(data);
  return keys.indexOf(String(first)) - keys.indexOf(String(second));
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
