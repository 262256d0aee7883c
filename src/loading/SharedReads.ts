import type { VisitClaim } from '../identity/Caller';
import type { AttributePath } from '../storage/expressions';
import type { Key } from '../storage/keys';
import type { Item } from '../storage/requests';
import type { CallerFactSource } from './CallerFacts';
import { memoizedIn } from '../waiting/memoizedIn';
import type { TableReads } from './TableReads';

type Read = Promise<Item | null | Error>;

/**
 * The reads of all who are told of one event: what several ask for is read once, whoever asks first. Who may see what is decided for each
 * of them before they ask; whoever asks for the same attributes of the same item may see them all. Every read sees the write that the event
 * tells of.
 */
export class SharedReads implements TableReads, CallerFactSource {
  private readonly reads = new Map<string, Read>();
  private readonly tenants = new Map<string, Promise<ReadonlySet<string>>>();
  private readonly visits = new Map<string, Promise<boolean>>();

  constructor(
    private readonly table: TableReads,
    private readonly facts: CallerFactSource,
    /** Of the event: whoever asked first may be gone before the others have their answer. */
    private readonly signal: AbortSignal,
  ) {}

  async read(keys: readonly Key[], attributes: readonly AttributePath[]): Promise<(Item | null | Error)[]> {
    const wanted = keys.map((key) => ({ key, name: `${key.pk}\n${key.sk}\n${attributes.join()}` }));
    const missing = new Map(wanted.filter(({ name }) => !this.reads.has(name)).map(({ name, key }) => [name, key]));
    if (missing.size > 0) this.send(missing, attributes);
    return Promise.all(wanted.map(async ({ name }) => this.reads.get(name) ?? null));
  }

  /** Lists differ by who asks, and events have none of their own. */
  readonly query: TableReads['query'] = (query, limit, start) =>
    this.table.query(query, limit, start, { signal: this.signal });

  async tenantsOf(subject: string): Promise<ReadonlySet<string>> {
    return memoizedIn(this.tenants, subject, () => this.facts.tenantsOf(subject, this.signal));
  }

  async isCurrent(visit: VisitClaim): Promise<boolean> {
    return memoizedIn(this.visits, JSON.stringify([visit.tenant, visit.serial]), () =>
      this.facts.isCurrent(visit, this.signal),
    );
  }

  private send(missing: ReadonlyMap<string, Key>, attributes: readonly AttributePath[]): void {
    const answer = this.table.read([...missing.values()], attributes, { signal: this.signal, consistent: true });
    [...missing.keys()].forEach((name, position) => {
      const one = () => answer.then((items) => items[position] ?? null);
      // Whoever asked hears of the failure; whoever asks later tries again.
      memoizedIn(this.reads, name, one, (item) => !(item instanceof Error)).catch(() => undefined);
    });
  }
}
