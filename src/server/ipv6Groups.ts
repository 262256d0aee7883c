/** The eight groups of an IPv6 address, in lower case, those that `::` stands for as zeros; without its zone. */
export function ipv6Groups(address: string): string[] {
  const [plain = ''] = address.toLowerCase().split('%');
  const [head = [], tail] = plain.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  return [...head, ...new Array<string>(zeros).fill('0'), ...(tail ?? [])];
}
