import { Address, type Network } from './Address';

/** What a server knows of where a request came from: whom it is connected to, and whom trusted proxies name, nearest first. */
export interface Origins {
  readonly ip: string | undefined;
  readonly ips?: readonly (string | undefined)[] | undefined;
}

/**
 * The address that a request counts for: the farthest one that trusted proxies vouch for. What is no address, since a client can have a proxy
 * pass on any text, falls back to the nearest one before it, at last to the peer of the connection.
 */
export function clientAddress({ ip, ips }: Origins): Address {
  // Of a connection that is reset already, not even the peer is known.
  const known = (ips ?? [ip]).map((each) => Address.parse(each ?? ''));
  return known.findLast((address) => address !== null) ?? Address.UNKNOWN;
}

/** Whether a proxy's word about its client is taken: where it is in one of the networks, with or without a port. */
export function trustIn(networks: readonly Network[]): (proxy: string | undefined) => boolean {
  return (proxy) => Address.parse(proxy ?? '')?.isIn(networks) ?? false;
}
