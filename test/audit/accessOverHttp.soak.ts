import { readAccessTable, ROLES, type Role } from './accessTable';
import { AccessProbing } from './AccessProbing';
import { VISITS } from './AuditCallers';
import { READABLE_BEYOND_THE_TABLE } from './beyondTheTable';

/** Everybody asks for every field alone, along every path, in the shops of a customer's, a guest's and nobody's order: some minutes. */
const SHOPS = ['alpha', 'delta', 'epsilon'];
const ROLE_SETS: readonly (readonly Role[])[] = [
  ...ROLES.map((role) => [role]),
  ['CUSTOMER', 'SHOP_OWNER'],
  ['CUSTOMER', 'PLATFORM_ADMIN'],
  ['CUSTOMER', 'SHOP_OWNER', 'PLATFORM_ADMIN'],
  [],
];
const coordinates = [...readAccessTable().fields.keys(), ...READABLE_BEYOND_THE_TABLE];

describe('the access table, in every way', () => {
  let probing: AccessProbing;
  beforeAll(async () => {
    probing = await AccessProbing.start();
  });
  afterAll(async () => {
    await probing.api.close();
    process.stdout.write(`${probing.questions} questions were answered as the contract says\n`);
  });

  it.each(coordinates)('%s', async (coordinate) => {
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
