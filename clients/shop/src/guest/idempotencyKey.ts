const KEPT = 'fieldgate.attempt';

/**
 * The key under which an order is sent. The same content has the same key until `forgetKey`, even after a reload: who does not know what
 * became of an order sends it again, and it is placed once. Other content is another order.
 */
export function keyFor(content: unknown): string {
  const text = JSON.stringify(content);
  const [key, keptText] = readKept();
  if (key !== undefined && keptText === text) return key;
  const made = newKey();
  sessionStorage.setItem(KEPT, JSON.stringify([made, text]));
  return made;
}

/** To be called when an order was placed: the next one may have the same content. */
export function forgetKey(): void {
  sessionStorage.removeItem(KEPT);
}

function readKept(): readonly [key?: string, text?: string] {
  try {
    return (JSON.parse(sessionStorage.getItem(KEPT) ?? '[]') ?? []) as [string, string];
  } catch {
    return [];
  }
}

/** Not `randomUUID`, which phones have on pages with TLS only. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
