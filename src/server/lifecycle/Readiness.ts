import { Traffic } from './Traffic';

/** Whether requests should be sent to this server, for load balancers. Being asked often costs no more than being asked now and then. */
export class Readiness {
  /** What is under way; the HTTP surface tells it. */
  readonly traffic = new Traffic();
  private ending = false;
  private asked: Promise<boolean> | null = null;

  constructor(private readonly isStoreReachable: () => Promise<boolean>) {}

  /** Whether the server is about to stop: it still serves whoever comes, and wants nobody to come. */
  get isEnding(): boolean {
    return this.ending;
  }

  announceEnd(): void {
    this.ending = true;
  }

  /** Resolves when the connections in use have heard of the end; see {@link Traffic.quiet}. */
  async heard(): Promise<void> {
    await this.traffic.quiet();
  }

  /** Whether it serves, and the store answers at this moment. Who asks while another one waits gets the same answer. */
  async isReady(): Promise<boolean> {
    if (this.ending) return false;
    this.asked ??= this.isStoreReachable().finally(() => (this.asked = null));
    return (await this.asked) && !this.ending;
  }
}
