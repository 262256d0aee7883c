import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network that an address is of: `203.0.113.0/24`, `2001:db8:1::/48`; `null` for anything else. Enough to see that an attack
 * comes from one place, too little to tell a household: a whole address is personal data, and stands in no log.
 */
export function networkOf(address: string): string | null {
  const unmapped = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(unmapped)) return `${unmapped.split('.').slice(0, 3).join('.')}.0/24`;
  return isIPv6(unmapped) ? `${hextets(unmapped).slice(0, 3).join(':')}::/48` : null;
}

/** The groups that stand before a `::`, filled up with zeros. */
function hextets(address: string): string[] {
  const [head = ''] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':').map((group) => group.toLowerCase());
  return [...groups, ...Array.from({ length: 8 - Math.min(8, groups.length) }, () => '0')];
}
