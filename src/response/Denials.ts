import { getOrInsert } from '../maps/getOrInsert';
import type { AccessConfiguration } from '../access/AccessConfiguration';
import { NOBODY, type Rule } from '../access/Rule';
import type { Principal } from '../access/Principal';
import { describeRequirement, wouldCredentialHelp, wouldSecondFactorHelp } from '../access/wording';
import type { FieldModel } from '../model/Model';
import { OperationRejectedError } from './errors';

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

interface Met {
  readonly coordinate: string;
  readonly reason: DenialReason;
  readonly paths: ResponsePath[];
}

/** Collects what was denied while one operation ran: one entry for each coordinate. */
export class Denials {
  private readonly met = new Map<string, Met>();
  private isRefusal = false;

  constructor(
    private readonly access: AccessConfiguration,
    private readonly whole: Denials | null = null,
  ) {}

  /** Whether the operation was refused as a whole for them. */
  get haveRefused(): boolean {
    return this.isRefusal;
  }

  /** For one of several answers that are made together: what is met there is met here, too. */
  ofOneAnswer(): Denials {
    return new Denials(this.access, this);
  }

  add(coordinate: string, rule: Rule, principal: Principal, path: ResponsePath): void {
    this.whole?.add(coordinate, rule, principal, path);
    const met = getOrInsert(this.met, coordinate, (): Met => {
      return { coordinate, reason: denialReason(rule, this.access, principal), paths: [] };
    });
    met.paths.push(path);
  }

  /** Takes these for denied, wherever they would have been met. Throws {@link OperationRejectedError} unless there are none. */
  refuse(fields: Iterable<Pick<FieldModel, 'coordinate' | 'ownRule'>>, principal: Principal, when: string): void {
    let isAny = false;
    for (const { coordinate, ownRule } of fields) {
      isAny = true;
      this.add(coordinate, ownRule ?? NOBODY, principal, []);
    }
    if (isAny) this.reject(when);
  }

  /** Throws {@link OperationRejectedError} where any were met, wherever. */
  refuseIfMet(when: string): void {
    if (this.met.size > 0) this.reject(when);
  }

  private reject(when: string): never {
    this.isRefusal = true;
    throw new OperationRejectedError(when);
  }

  /** In the order in which they were met, which depends on when the store answered. */
  get all(): readonly Denial[] {
    return this.ordered(null);
  }

  /** In the order of this answer, which depends on its data alone. Where nothing of the data tells, in the order in which they were met. */
  ordered(data: unknown): readonly Denial[] {
    return sorted(data, [...this.met.values()]);
  }

  /** The same, of what stands in this answer: what lies below a `null` does not, and which of it was met depends on when that came. */
  within(data: unknown): readonly Denial[] {
    const within = [...this.met.values()].flatMap((met) => {
      const paths = met.paths.filter((path) => isWithin(data, path));
      return paths.length > 0 ? [{ ...met, paths }] : [];
    });
    return sorted(data, within);
  }

  /**
   * What the answer is to be refused for, as a whole; none where only below a `null` something was denied. Where the operation was refused on its
   * way, what is `null` is so for that, too, and all that was met is told.
   */
  refusing(data: unknown): readonly Denial[] {
    const told = this.isRefusal ? this.ordered(data) : this.within(data);
    if (told.length > 0) this.isRefusal = true;
    return told;
  }
}

/** Of several answers: one entry for each coordinate. */
export function together(answers: readonly (readonly Denial[])[]): Denial[] {
  const told = new Map<string, Denial>();
  for (const denial of answers.flat()) {
    const count = (told.get(denial.coordinate)?.count ?? 0) + denial.count;
    told.set(denial.coordinate, { ...(told.get(denial.coordinate) ?? denial), count });
  }
  return [...told.values()];
}

/** Each with its first place. */
function sorted(data: unknown, all: readonly Met[]): Denial[] {
  return all
    .map(({ coordinate, reason, paths }) => {
      const path = paths.reduce((first, each) => (comparePlaces(data, each, first) < 0 ? each : first));
      return { coordinate, ...reason, path, count: paths.length };
    })
    .sort((one, other) => comparePlaces(data, one.path, other.path));
}

/** A place that is not known does. */
function isWithin(data: unknown, path: ResponsePath): boolean {
  let place = data;
  return path.every((step) => {
    if (!isContainer(place) || !Object.hasOwn(place, step)) return false;
    place = place[step];
    return true;
  });
}

/** Which of two places comes first in the data. */
function comparePlaces(data: unknown, one: ResponsePath, other: ResponsePath, depth = 0): number {
  const [first, second] = [one[depth], other[depth]];
  if (first === undefined || second === undefined) return one.length - other.length;
  if (!isContainer(data)) return 0;
  if (first === second) return comparePlaces(data[first], one, other, depth + 1);
  if (Array.isArray(data)) return Number(first) - Number(second);
  const keys = Object.keys(data);
  return keys.indexOf(String(first)) - keys.indexOf(String(second));
}

function isContainer(data: unknown): data is Readonly<Record<string | number, unknown>> {
  return typeof data === 'object' && data !== null;
}

export function denialReason(rule: Rule, access: AccessConfiguration, principal: Principal): DenialReason {
  return {
    code: wouldCredentialHelp(rule, principal) ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    requires: describeRequirement(rule, access, principal),
    ...(wouldSecondFactorHelp(rule, principal) && { secondFactor: 'REQUIRED' as const }),
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
