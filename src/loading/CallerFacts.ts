import type { HoldingSource } from '../access/AccessConfiguration';
import { principalOf, type Principal } from '../access/Principal';
import type { Caller, VisitClaim } from '../identity/Caller';
import { memoizedIn } from '../waiting/memoizedIn';

/** What only the table tells about a caller. */
export interface CallerFactSource {
  /** The tenants that the subject owns. */
  tenantsOf(subject: string, signal?: AbortSignal): Promise<ReadonlySet<string>>;
  /** Whether the serial in the claim is still the tenant's current one. */
  isCurrent(visit: VisitClaim, signal?: AbortSignal): Promise<boolean>;
}

/**
 * The caller of one request, and what has been learnt about them: asked of the table when a decision first needs it, at most
 * once a request, and again where the table did not answer.
 */
export class CallerFacts {
  private known: { tenants?: ReadonlySet<string>; visit?: ReadonlySet<string> } = {};
  private readonly asked = new Map<string, Promise<ReadonlySet<string>>>();
  private current: Principal;

  constructor(
    readonly caller: Caller,
    private readonly source: CallerFactSource,
    private readonly signal?: AbortSignal,
  ) {
    this.current = principalOf(caller);
  }

  /** The principal on what is known now. */
  get principal(): Principal {
    return this.current;
  }

  /** Learns what is named, from the table where it is not known yet. What can be learnt is known also where it rejects, since some cannot. */
  async learn(sources: readonly string[]): Promise<void> {
    const learnt = await Promise.allSettled(sources.map((source) => this.learnOne(source as HoldingSource)));
    for (const each of learnt) if (each.status === 'rejected') throw each.reason;
  }

  /** The tenants that the caller owns. */
  async tenants(): Promise<ReadonlySet<string>> {
    const { subject } = this.caller;
    if (subject === null) return new Set();
    return memoizedIn(this.asked, 'tenants', () => this.source.tenantsOf(subject, this.signal));
  }

  /** The tenant being visited, where a current visit token was presented: none or one. */
  async visited(): Promise<ReadonlySet<string>> {
    const { visit } = this.caller;
    if (visit === null) return new Set();
    return memoizedIn(this.asked, 'visit', async () => {
      const isCurrent = await this.source.isCurrent(visit, this.signal);
      return new Set(isCurrent ? [visit.tenant] : []);
    });
  }

  /** Asks the table again, next time, whether the visit is current; until then it is not known. */
  forgetVisit(): void {
    this.asked.delete('visit');
    const { tenants } = this.known;
    this.know(tenants ? { tenants } : {});
  }

  private async learnOne(source: HoldingSource): Promise<void> {
    // Awaited before the spread: what another source has brought meanwhile would be forgotten.
    const value = source === 'tenants' ? await this.tenants() : source === 'visit' ? await this.visited() : null;
    if (value) this.know({ ...this.known, [source]: value });
  }

  private know(known: CallerFacts['known']): void {
    this.known = known;
    this.current = principalOf(this.caller, known);
  }
}
