import { Traffic } from './Traffic';
import { Shared } from '../../../waiting/Shared';

/** Why requests should not be sent to this server. */
export type NotReadyReason = 'end' | 'identity keys' | 'store';

interface Conditions {
  /** Whether those who signed in can be told from others. */
  readonly areKeysThere: () => boolean;
  readonly isStoreReachable: () => Promise<boolean>;
}

/** Whether requests should be sent to this server. Being asked often costs no more than being asked now and then. */
export class Readiness {
  /** What is under way; the HTTP surface tells it. */
  readonly traffic = new Traffic();
  private ending = false;
  private wasReady = false;
  private readonly store: Shared<boolean>;

  constructor(private readonly conditions: Conditions) {
    this.store = new Shared(() => conditions.isStoreReachable());
  }

  /** Whether the server is about to stop: it still serves whoever comes, and wants nobody to come. */
  get isEnding(): boolean {
    return this.ending;
  }

  beginShutdown(): void {
    this.ending = true;
  }

  /** Resolves when the connections in use have heard of the end; see {@link Traffic.quiet}. */
  async drained(): Promise<void> {
    await this.traffic.quiet();
  }

  /**
   * What stands in the way of serving well at this moment; `null` where nothing does. Who asks while another one waits for the store
   * gets the same answer.
   */
  async notReadyReason(): Promise<NotReadyReason | null> {
    if (this.ending) return 'end';
    if (!this.conditions.areKeysThere()) return 'identity keys';
    if (!(await this.store.get())) return 'store';
    this.wasReady = true;
    return this.isEnding ? 'end' : null;
  }

  /**
   * The same for load balancers, which take a server away, or have it killed, where it says no: once it was ready, only its end stands in
   * the way. What fails later, such as the table, fails for every server; without any of them no caller would even be told. A server that
   * never was ready, such as one of a bad release, gets no requests.
   */
  async notStartedReason(): Promise<NotReadyReason | null> {
    if (!this.wasReady) return this.notReadyReason();
    return this.ending ? 'end' : null;
  }
}
