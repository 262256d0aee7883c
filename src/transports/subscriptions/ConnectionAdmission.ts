import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../identity/Caller';
import type { CredentialFlaw } from '../../identity/CredentialFlaw';
import type { Address } from '../../network/Address';
import type { Configuration } from '../../configuration/configuration';
import { HttpRefusal } from '../../response/HttpRefusal';
import type { Readiness } from '../http/lifecycle/Readiness';
import { admitCaller, type Entry } from '../../operation/limits/admitCaller';
import type { RateLimits } from '../../operation/limits/RateLimits';
import { AdmittedConnection, type Connected } from './AdmittedConnection';
import { Slots } from './Slots';

interface Parts {
  readonly configuration: Pick<Configuration, 'SOCKETS_PER_CALLER' | 'SOCKETS_PER_ADDRESS'>;
  readonly readiness: Pick<Readiness, 'isEnding'>;
  readonly rateLimits: RateLimits;
}

type Entering = Pick<FastifyRequest, 'address'> & {
  readonly record?: FastifyRequest['record'] | undefined;
};

/** Who is at the other end of a connection. */
interface Identity {
  readonly caller: Caller;
  readonly address: Address;
  readonly visitFlaw: CredentialFlaw | null;
}

/** One caller has as many connections as they may have, or one address has. */
export class TooManyConnectionsError extends HttpRefusal {
  constructor(message: string) {
    super(429, 'RATE_LIMITED', message, { 'retry-after': '10' });
  }
}

/**
 * Lets in connections that stay, sockets and event streams alike: first by their address, then, as soon as it is known who asks, by their
 * caller. What is taken for a connection belongs to it, and is given back with its end, wherever on the way that comes.
 */
export class ConnectionAdmission {
  private readonly perCaller: Slots;
  private readonly perAddress: Slots;

  constructor(private readonly parts: Parts) {
    const { SOCKETS_PER_CALLER, SOCKETS_PER_ADDRESS } = parts.configuration;
    this.perCaller = new Slots(SOCKETS_PER_CALLER);
    this.perAddress = new Slots(SOCKETS_PER_ADDRESS);
  }

  /** Throws an `HttpRefusal`, and has taken nothing, where the server ends or the address is full. */
  enter({ address, record }: Entering, connected: Connected): AdmittedConnection {
    if (this.parts.readiness.isEnding)
      throw new HttpRefusal(503, 'TRY_AGAIN', 'The server is about to restart; try again in a moment.', {
        'retry-after': '2',
      });
    const release = this.perAddress.takeAll(
      address.counted.map(({ network, budget }) => ({ name: network, times: budget })),
    );
    if (!release) {
      record?.security.add('rate_limited');
      throw new TooManyConnectionsError('Too many connections from your address.');
    }
    const connection = new AdmittedConnection(connected);
    connection.atEnd(release);
    return connection;
  }

  /** Visitors without a session are counted by their address alone. Throws `RateLimitError`, or {@link TooManyConnectionsError}. */
  async identify(connection: AdmittedConnection, identity: Identity, entry: Entry): Promise<void> {
    const { caller, visitFlaw } = identity;
    await admitCaller(this.parts.rateLimits, identity, visitFlaw, entry);
    const name = caller.subject ?? caller.guestSession?.id;
    if (name === undefined) return;
    const release = this.perCaller.takeAll([{ name, times: 1 }]);
    if (!release) throw new TooManyConnectionsError('Too many connections.');
    connection.atEnd(release);
  }
}
