import type { Caller } from '../../identity/Caller';
import type { Configuration } from '../configuration';
import { networkOf } from '../observe/networkOf';
import { Places } from './Places';

type Limits = Pick<Configuration, 'SOCKETS_PER_CALLER' | 'SOCKETS_PER_ADDRESS'>;

/** How many connections that stay (sockets, event streams) one caller and one network hold. */
export class ConnectionPlaces {
  private readonly perCaller: Places;
  private readonly perNetwork: Places;

  constructor({ SOCKETS_PER_CALLER, SOCKETS_PER_ADDRESS }: Limits) {
    this.perCaller = new Places(SOCKETS_PER_CALLER);
    this.perNetwork = new Places(SOCKETS_PER_ADDRESS);
  }

  /** What is given back gives the place up; `null` where there is none. */
  ofAddress(address: string): (() => void) | null {
    return this.perNetwork.take(networkOf(address) ?? address);
  }

  /** The same; visitors without a session are counted by their address alone. */
  ofCaller({ subject, guestSession }: Caller): (() => void) | null {
    const name = subject ?? guestSession?.id;
    return name === undefined ? () => undefined : this.perCaller.take(name);
  }
}
