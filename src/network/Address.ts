import ipaddr from 'ipaddr.js';

/** A network whose members are counted together, and how many times the budget of one address it has. */
export interface CountedNetwork {
  readonly network: string;
  readonly budget: number;
}

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;

/** The longest one that can be written: IPv6 with an embedded IPv4, a zone, brackets and a port. */
const MAX_LENGTH = 80;
const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/;
const IPV4_WITH_PORT = /^([\d.]+):\d{1,5}$/;
/** One household or server has a /64, one site of a host or a gateway of a mobile network a /48: RFC 6177, section 2. */
const HOUSEHOLD_BITS = 64;
const SITE_BITS = 48;
/** Of households in one /48. Mobile networks put strangers into one, so it is more than a household's; a single tenant has 65,536 of these. */
const SITE_BUDGET = 16;
const LOGGED_IPV4_BITS = 24;
const PRIVATE: ReadonlySet<string> = new Set(['private', 'uniqueLocal', 'carrierGradeNat', 'loopback', 'linkLocal']);
const LENGTH = /\/[1-9]\d{0,2}$/;
const IPV4_BITS = 32;
const IPV6_BITS = 128;
const EMBEDDED_AT_BIT = 96;

/** An address of a network, in one form however it was written. */
export class Address {
  /**
   * What limits count it with. IPv4: the exact address. IPv6: its /64, and its /48 with sixteen times the budget, since whoever has a /48 can
   * write 65,536 networks of /64. Not empty.
   */
  readonly counted: readonly CountedNetwork[];
  /**
   * What may stand in a log: `203.0.113.0/24`, `2001:db8:1::/48`. Enough to see that an attack comes from one place, too little to tell a
   * household: a whole address is personal data. `null` for {@link Address.UNKNOWN}.
   */
  readonly logged: string | null;

  private constructor(private readonly parsed: Parsed | null) {
    this.counted = countedOf(parsed);
    this.logged = parsed && networkOf(parsed, parsed.kind() === 'ipv4' ? LOGGED_IPV4_BITS : SITE_BITS);
  }

  /** Where no address is known, as on a Unix socket: all of these are counted together. */
  static readonly UNKNOWN = new Address(null);

  /**
   * Reads `203.0.113.7`, `203.0.113.7:443`, `2001:db8::1`, `[2001:db8::1]:443`, with or without zone; IPv4 within IPv6
   * (`::ffff:203.0.113.7`, and the translators' `64:ff9b::203.0.113.7` of RFC 6052) is IPv4. `null` for anything else, also for short and
   * octal IPv4.
   */
  static parse(text: string): Address | null {
    if (text.length > MAX_LENGTH) return null;
    const [, plain = text] = BRACKETED.exec(text) ?? IPV4_WITH_PORT.exec(text) ?? [];
    if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return new Address(ipaddr.IPv4.parse(plain));
    return ipaddr.IPv6.isValid(plain) ? new Address(unwrapped(ipaddr.IPv6.parse(plain))) : null;
  }

  /** Whether it is in one of the networks, such as `10.0.0.0/8`. */
  isIn(networks: readonly Network[]): boolean {
    const { parsed } = this;
    return parsed !== null && networks.some(({ range }) => parsed.kind() === range[0].kind() && parsed.match(range));
  }
}

/** A network of an operator’s, such as `10.0.0.0/8`. */
export interface Network {
  /** As it was written. */
  readonly text: string;
  readonly version: 4 | 6;
  /** How many leading bits its members share. */
  readonly bits: number;
  /** Whether it lies in the ranges that nobody has on the internet (RFC 1918, RFC 4193, RFC 6598, loopback, link-local). */
  readonly isPrivate: boolean;
  readonly range: [Parsed, number];
}

/**
 * Reads `10.0.0.0/8`, `2001:db8::/32`, or one address without port and zone. `null` for anything else, and for `/0`: all there is, is nobody’s
 * network.
 */
export function parseNetwork(text: string): Network | null {
  if (text.length > MAX_LENGTH || text.includes('%')) return null;
  const [first = ''] = text.split('/');
  if (ipaddr.IPv4.isValidFourPartDecimal(first)) return networkIn(text, rangeOf(ipaddr.IPv4, text, IPV4_BITS));
  return ipaddr.IPv6.isValid(first) ? networkIn(text, rangeOf(ipaddr.IPv6, text, IPV6_BITS)) : null;
}

/** Addresses are compared as IPv4 where they are within IPv6, so networks of these are as well. */
function networkIn(text: string, range: [Parsed, number] | null): Network | null {
  if (!range) return null;
  const [first, length] = range;
  const plain = first instanceof ipaddr.IPv6 ? unwrapped(first) : first;
  const bits = plain.kind() === first.kind() ? length : length - EMBEDDED_AT_BIT;
  if (bits < 1) return null;
  const isPrivate = PRIVATE.has(plain.range());
  return { text, version: plain.kind() === 'ipv4' ? 4 : 6, bits, isPrivate, range: [plain, bits] };
}

function rangeOf<T extends Parsed>(
  kind: { isValidCIDR(text: string): boolean; parseCIDR(text: string): [T, number]; parse(text: string): T },
  text: string,
  bits: number,
): [T, number] | null {
  if (!text.includes('/')) return [kind.parse(text), bits];
  return LENGTH.test(text) && kind.isValidCIDR(text) ? kind.parseCIDR(text) : null;
}

function unwrapped(address: ipaddr.IPv6): Parsed {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.range() === 'rfc6052' ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}

function countedOf(parsed: Parsed | null): readonly CountedNetwork[] {
  if (!parsed) return [{ network: 'unknown', budget: 1 }];
  if (parsed.kind() === 'ipv4') return [{ network: parsed.toString(), budget: 1 }];
  return [
    { network: networkOf(parsed, HOUSEHOLD_BITS), budget: 1 },
    { network: networkOf(parsed, SITE_BITS), budget: SITE_BUDGET },
  ];
}

function networkOf(parsed: Parsed, bits: number): string {
  const range = `${withoutZone(parsed)}/${String(bits)}`;
  const first = parsed.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${first.networkAddressFromCIDR(range).toString()}/${String(bits)}`;
}

function withoutZone(parsed: Parsed): string {
  return parsed.toString().split('%')[0] ?? '';
}
