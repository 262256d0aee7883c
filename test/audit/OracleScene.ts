import * as fc from 'fast-check';
import { ROLES, type Role } from './accessTable';

/**
 * A small world, somebody in it, and something of each type that they might ask for. Shops, customers and guest sessions have the
 * same few names, so that a rule that compares one with the other is noticed.
 */
export interface OracleScene {
  readonly shops: Readonly<Record<string, { readonly serial: number }>>;
  readonly ownerships: readonly { readonly subject: string; readonly shop: string }[];
  readonly caller: OracleCaller;
  /** The shop to which the item asked for belongs. */
  readonly shop: string;
  /** Who placed the order asked for; an attribute may be absent, and once in a while empty. */
  readonly buyer: { readonly customer: string | null; readonly guest: string | null };
  /** Since when the product asked for is out of the catalogue. */
  readonly archivedAt: string | null;
  /** Whose record is asked for. */
  readonly profile: string;
  /** The fields asked for. */
  readonly coordinates: readonly string[];
}

export interface OracleCaller {
  readonly roles: readonly Role[];
  readonly subject: string | null;
  readonly session: string | null;
  /** A visit token with a good signature; its shop may not be there, and its serial may be another than the shop's. */
  readonly visit: { readonly shop: string; readonly serial: number } | null;
  readonly hasSecondFactor: boolean;
}

const NAMES = ['a', 'b', 'c'];
const NOWHERE = 'zz';
const CELLS_PER_SCENE = 10;

const name = fc.constantFrom(...NAMES);
const serial = fc.integer({ min: 1, max: 3 });
const ownerships = fc.uniqueArray(fc.record({ subject: name, shop: name }), {
  maxLength: 4,
  selector: ({ subject, shop }) => `${subject} ${shop}`,
});
const buyer = fc.oneof(
  { weight: 4, arbitrary: fc.record({ customer: name, guest: fc.constant(null) }) },
  { weight: 4, arbitrary: fc.record({ customer: fc.constant(null), guest: name }) },
  { weight: 2, arbitrary: fc.record({ customer: owner(), guest: owner() }) },
);

/** Visitors and people as identity makes them, and now and then what it never makes: any roles beside any credentials. */
const identity = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ roles: rolesOf(['GUEST']), subject: fc.constant(null), session: fc.option(name) }),
  },
  { weight: 8, arbitrary: fc.record({ roles: someOf(ROLES.slice(1)), subject: name, session: fc.constant(null) }) },
  { weight: 2, arbitrary: fc.record({ roles: someOf(ROLES), subject: fc.option(name), session: fc.option(name) }) },
);

/** Random scenes that ask for these fields. */
export function scenes(coordinates: readonly string[]): fc.Arbitrary<OracleScene> {
  const world = fc.record({
    serials: fc.tuple(serial, serial, serial),
    ownerships,
    shop: name,
    buyer,
    archivedAt: fc.constantFrom(null, null, '2026-01-01T00:00:00.000Z'),
    profile: name,
    identity,
    visit: visit(),
    hasSecondFactor: fc.constantFrom(true, true, false),
    coordinates: fc.array(fc.constantFrom(...coordinates), { minLength: CELLS_PER_SCENE, maxLength: CELLS_PER_SCENE }),
  });
  return world.map(({ serials, identity: who, visit: shown, hasSecondFactor, ...rest }) => {
    const shops = Object.fromEntries(NAMES.map((each, index) => [each, { serial: serials[index]! }]));
    const token = shown && { shop: shown.shop, serial: (shops[shown.shop]?.serial ?? 1) + shown.late };
    return { ...rest, shops, caller: { ...who, visit: token, hasSecondFactor } };
  });
}

/** Mostly current, else of an earlier or a later serial. */
function visit() {
  const late = fc.constantFrom(0, 0, 0, -1, 1);
  return fc.option(fc.record({ shop: fc.constantFrom(...NAMES, ...NAMES, NOWHERE), late }), { freq: 2 });
}

function owner(): fc.Arbitrary<string | null> {
  return fc.constantFrom(...NAMES, null, '');
}

function rolesOf(roles: readonly Role[]): fc.Arbitrary<Role[]> {
  return fc.constant([...roles]);
}

function someOf(roles: readonly Role[]): fc.Arbitrary<Role[]> {
  return fc.subarray([...roles]);
}
