import { readAccessTable, type Role } from './accessTable';
import { AccessProbing } from './AccessProbing';
import type { Visit } from './AuditCallers';
import type { Scene } from './auditWorld';
import { READABLE_BEYOND_THE_TABLE } from './beyondTheTable';

/**
 * All fields of a type in one question, along every path to it, by callers with one role, with several and with none: what one
 * may see comes, what one may not is told field by field, and DynamoDB is asked for exactly the former.
 */
const TYPES = [...readAccessTable().types.keys()];
const ROLE_SETS: readonly (readonly Role[])[] = [
  ['GUEST'],
  ['CUSTOMER'],
  ['SHOP_OWNER'],
  ['PLATFORM_ADMIN'],
  ['CUSTOMER', 'SHOP_OWNER'],
  ['CUSTOMER', 'PLATFORM_ADMIN'],
  [],
];
/** Whose visibility depends on who ordered: asked for in the shops of a customer's, a guest's and nobody's order. */
const OF_BUYERS = ['Order', 'OrderLine', 'Customer'];

const questions = TYPES.flatMap((type) =>
  ROLE_SETS.map((roles) => ({ type, roles, who: roles.join(' + ') || 'no role' })),
);

describe('whole objects', () => {
  let probing: AccessProbing;
  beforeAll(async () => {
    probing = await AccessProbing.start();
  });
  afterAll(async () => probing.api.close());

  it.each(questions)('$type for $who', async ({ type, roles }) => {
    const coordinates = fieldsWithRules(type);
    const shops = OF_BUYERS.includes(type) && roles.length === 1 ? ['alpha', 'delta', 'epsilon'] : ['alpha'];
    for (const scene of shops.map((shopId) => probing.sceneOf(shopId))) {
      const paths = probing.pathsTo(type, scene);
      const [without, during] = await Promise.all([ask('no visit', scene), ask('a current visit', scene)]);
      for (const prober of without) await probing.check(paths[0]!, coordinates, prober);
      for (const prober of during) {
        for (const path of paths) await probing.check(path, coordinates, prober);
      }
    }

    async function ask(visit: Visit, scene: Scene) {
      return probing.probers(roles, scene, [visit]);
    }
  });

  it('a visit token that an owner reads is good for that shop, and only as long as it is current', async () => {
    const scene = probing.sceneOf('alpha');
    const [owner] = await probing.probers(['SHOP_OWNER'], scene, ['no visit']);
    const { body } = await probing.api.execute('{ viewer { shops { visitToken } } }', owner!.headers);
    const [{ visitToken }] = body.data.viewer.shops as [{ visitToken: string }];
    await expect(probing.api.visitTokens.verify(visitToken)).resolves.toEqual({ tenant: 'alpha', serial: 2 });
  });
});

function fieldsWithRules(type: string): string[] {
  return [...readAccessTable().fields.keys(), ...READABLE_BEYOND_THE_TABLE].filter((coordinate) =>
    coordinate.startsWith(`${type}.`),
  );
}
