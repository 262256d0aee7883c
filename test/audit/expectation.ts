import type { AuditItem } from './auditWorld';
import { fieldCells, maySee, maySeeField, type Principal } from './judge';
import { QUERY, type Path } from './paths';
import { probeOf, type ProbedCaller } from './probes';

export type AuditCaller = Principal & ProbedCaller & { readonly name: string };

export interface ExpectedDenial {
  readonly coordinate: string;
  readonly code: 'FORBIDDEN' | 'UNAUTHENTICATED';
  readonly count: number;
  readonly needsVisit: boolean;
}

/** What the contract says of one question of one caller. */
export interface Expected {
  readonly data: unknown;
  /** By coordinate, in alphabetical order. */
  readonly denials: readonly ExpectedDenial[];
  /** The asked coordinates that were reached and may be seen, on one object at least. */
  readonly seen: ReadonlySet<string>;
  /** Attributes that the way to the fields takes. */
  readonly onTheWay: ReadonlySet<string>;
}

/** Walks the path as the contract has it: denied is `null` and told, absent is `null` and not told. */
export function expectationOf(path: Path, coordinates: readonly string[], caller: AuditCaller): Expected {
  return new Walk(path, coordinates, caller).run();
}

class Walk {
  private readonly denied = new Map<string, number>();
  private readonly onTheWay = new Set<string>();
  private readonly seen = new Set<string>();

  constructor(
    private readonly path: Path,
    private readonly coordinates: readonly string[],
    private readonly caller: AuditCaller,
  ) {}

  run(): Expected {
    const data = this.object(QUERY, 0);
    const denials = [...this.denied].sort(([a], [b]) => (a < b ? -1 : 1)).map((entry) => this.denial(...entry));
    return { data, denials, seen: this.seen, onTheWay: this.onTheWay };
  }

  /** The answer for an object on the path, from its position on. */
  private object(item: AuditItem, position: number): unknown {
    const step = this.path.steps[position];
    if (!step) return Object.fromEntries(this.coordinates.map((coordinate) => this.asked(item, coordinate)));
    return { [step.key]: this.isAllowed(step.coordinate, item) ? this.followed(item, position) : null };
  }

  private followed(item: AuditItem, position: number): unknown {
    const { to, wrap, needs } = this.path.steps[position]!;
    needs.forEach((attribute) => this.onTheWay.add(attribute));
    const items = to(this.caller, item);
    return items && wrap(items.map((each) => (maySee(this.caller, each) ? this.object(each, position + 1) : null)));
  }

  private asked(item: AuditItem, coordinate: string): [field: string, value: unknown] {
    const field = coordinate.slice(item.type.length + 1);
    if (!this.isAllowed(coordinate, item)) return [field, null];
    this.seen.add(coordinate);
    return [field, probeOf(coordinate).value(item, this.caller)];
  }

  private isAllowed(coordinate: string, item: AuditItem): boolean {
    const allowed = maySeeField(this.caller, item, coordinate);
    if (!allowed) this.denied.set(coordinate, (this.denied.get(coordinate) ?? 0) + 1);
    return allowed;
  }

  /** Signing in, or starting a session, helps a visitor where visitors never may. */
  private denial(coordinate: string, count: number): ExpectedDenial {
    const cells = fieldCells(coordinate);
    const { roles, subject } = this.caller;
    const helps = subject === null && roles.every((role) => cells[role] === '');
    const needsVisit = roles.some((role) => cells[role] === 'visit');
    return { coordinate, code: helps ? 'UNAUTHENTICATED' : 'FORBIDDEN', count, needsVisit };
  }
}
