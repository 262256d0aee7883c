import type { Caller } from '../../identity/Caller';
import type { Address } from '../../network/Address';
import type { Configuration } from '../configuration';
import { Places } from './Places';

type Limits = Pick<Configuration, 'SOCKETS_PER_CALLER' | 'SOCKETS_PER_ADDRESS'>;

/** How many connections that stay (sockets, event streams) one caller and one address hold. */
export class ConnectionPlaces {
  private readonly perCaller: Places;
  private readonly perAddress: Places;

  constructor({ SOCKETS_PER_CALLER, SOCKETS_PER_ADDRESS }: Limits) {
    this.perCaller = new Places(SOCKETS_PER_CALLER);
    this.perAddress = new Places(SOCKETS_PER_ADDRESS);
  }

  /** What is given back gives the place up; `null` where there is none. */
  ofAddress({ counted }: Address): (() => void) | null {
    const releases: (() => void)[] = [];
    const release = () => releases.forEach((each) => each());
    for (const { network, budget } of counted) {
      const taken = this.perAddress.take(network, budget);
      if (!taken) {
        release();
        return null;
      }
      releases.push(taken);
    }
    return release;
  }

  /** The same; visitors without a session are counted by their address alone. */
  ofCaller({ subject, guestSession }: Caller): (() => void) | null {
    const name = subject ?? guestSession?.id;
    return name === undefined ? () => undefined : this.perCaller.take(name);
  }
}
