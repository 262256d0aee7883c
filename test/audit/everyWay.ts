import { readAccessTable, ROLES, type Role } from './accessTable';
import { AccessProbing } from './AccessProbing';
import { VISITS } from './AuditCallers';
import { READABLE_BEYOND_THE_TABLE } from './beyondTheTable';

/** In the shops of a customer's, a guest's and nobody's order. */
const SHOPS = ['alpha', 'delta', 'epsilon'];
const ROLE_SETS: readonly (readonly Role[])[] = [
  ...ROLES.map((role) => [role]),
  ['CUSTOMER', 'SHOP_OWNER'],
  ['CUSTOMER', 'PLATFORM_ADMIN'],
  ['CUSTOMER', 'SHOP_OWNER', 'PLATFORM_ADMIN'],
  [],
];

/** The types that take longest, each for itself; all others are the last part. */
const LONG = ['Shop', 'Product', 'Order'] as const;
export type Part = (typeof LONG)[number] | 'all others';

/** Everybody asks for every field of these types alone, along every path: some minutes a part. */
export function describeEveryWay(part: Part): void {
  describe(`the access table, in every way: ${part}`, () => {
    let probing: AccessProbing;
    beforeAll(async () => {
      probing = await AccessProbing.start();
    });
    afterAll(async () => {
      await probing.api.close();
      process.stdout.write(`${probing.questions} questions were answered as the contract says\n`);
    });

    it.each(coordinatesOf(part))('%s', async (coordinate) => {
      const [type = ''] = coordinate.split('.');
      for (const scene of SHOPS.map((shopId) => probing.sceneOf(shopId))) {
        const probers = await Promise.all(
          ROLE_SETS.map(async (roles) =>
            probing.probers(roles, scene, roles.length === 1 ? VISITS : ['a current visit']),
          ),
        );
        for (const prober of probers.flat()) {
          for (const path of probing.pathsTo(type, scene)) await probing.check(path, [coordinate], prober);
        }
      }
    });
  });
}

function coordinatesOf(part: Part): string[] {
  const all = [...readAccessTable().fields.keys(), ...READABLE_BEYOND_THE_TABLE];
  const partOf = (coordinate: string) => LONG.find((type) => coordinate.startsWith(`${type}.`)) ?? 'all others';
  return all.filter((coordinate) => partOf(coordinate) === part);
}
