import { isIPv4, isIPv6 } from 'node:net';
import { ipv6Groups } from '../ipv6Groups';

/**
 * The network that an address is of: `203.0.113.0/24`, `2001:db8:1::/48`; `null` for anything else. Enough to see that an attack
 * comes from one place, too little to tell a household: a whole address is personal data, and stands in no log.
 */
export function networkOf(address: string): string | null {
  const unmapped = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(unmapped)) return `${unmapped.split('.').slice(0, 3).join('.')}.0/24`;
  return isIPv6(unmapped) ? `${ipv6Groups(unmapped).slice(0, 3).join(':')}::/48` : null;
}
