// What the table tells of a caller: the shops of an owner, kept for five seconds as in Fieldgate, and whether a visit is current.
const KEPT_MS = 5000;
const shopsOf = new Map();

/** Throws unless the caller owns the shop. */
export async function assertOwner(store, caller, shop) {
  if (!caller.roles.includes('SHOP_OWNER') || !(await ownedShops(store, caller.subject)).has(shop)) throw forbidden();
}

async function ownedShops(store, subject) {
  const kept = shopsOf.get(subject);
  if (kept && kept.until > Date.now()) return kept.shops;
  const rows = await store.ownerships(subject);
  const shops = new Set(rows.map(({ sk }) => sk.slice('SHOP#'.length)));
  shopsOf.set(subject, { shops, until: Date.now() + KEPT_MS });
  return shops;
}

/** Whether the caller is in the shop: the visit token has the shop's current serial. */
export async function isVisiting(store, { visit }, shop) {
  if (visit?.shop !== shop) return false;
  return (await store.visitSerial(shop)) === visit.serial;
}

export function forbidden() {
  return Object.assign(new Error('Forbidden'), { statusCode: 403 });
}
