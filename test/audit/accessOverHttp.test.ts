import { readAccessTable, ROLES } from './accessTable';
import { AccessProbing } from './AccessProbing';
import { VISITS, type Visit } from './AuditCallers';
import { READABLE_BEYOND_THE_TABLE } from './beyondTheTable';
import { fieldCells } from './judge';

/**
 * Every cell of the contract's table over HTTP, with signed tokens. Each field is asked for alone, so that what DynamoDB is asked
 * for is asked for this field. `wholeObjectsOverHttp` asks for all fields at once, along every path; `accessOverHttp.*.soak` ask
 * everybody everything in every way.
 */
const cells = [...readAccessTable().fields.keys(), ...READABLE_BEYOND_THE_TABLE].flatMap((coordinate, index) =>
  ROLES.map((role) => {
    const cell = fieldCells(coordinate)[role];
    return { coordinate, role, cell, says: cell || 'never', visits: visitsFor(cell, index) };
  }),
);

describe('the access table, cell by cell', () => {
  let probing: AccessProbing;
  beforeAll(async () => {
    probing = await AccessProbing.start();
  });
  afterAll(async () => probing.api.close());

  it.each(cells)('$coordinate for $role: $says', async ({ coordinate, role, cell, visits }) => {
    const [type = ''] = coordinate.split('.');
    const scene = probing.sceneOf(role === 'GUEST' && type.startsWith('Order') ? 'delta' : 'alpha');
    const [path] = probing.pathsTo(type, scene);
    const saw = new Set<boolean>();
    for (const prober of await probing.probers([role], scene, visits)) {
      const { seen } = await probing.check(path!, [coordinate], prober);
      saw.add(seen.has(coordinate));
    }
    expect([...saw].sort()).toEqual(sightsExpectedOf(cell));
  });
});

describe('the probing finds what differs from the contract', () => {
  let probing: AccessProbing;
  beforeAll(async () => {
    probing = await AccessProbing.start();
  });
  afterAll(async () => probing.api.close());

  /** Asks for a field as if the contract said of it what it says of others. */
  async function check(asked: string, expected: string, role: 'GUEST' | 'SHOP_OWNER', differently = {}) {
    const scene = probing.sceneOf('alpha');
    const [path] = probing.pathsTo('Shop', scene);
    const [prober] = await probing.probers([role], scene, ['no visit']);
    return probing.check(path!, [asked], prober!, { ...probing.expected(path!, [expected], prober!), ...differently });
  }

  it('not if nothing differs', async () => {
    await expect(check('Shop.taxId', 'Shop.taxId', 'GUEST')).resolves.toBeDefined();
    await expect(check('Shop.taxId', 'Shop.taxId', 'SHOP_OWNER')).resolves.toBeDefined();
  });

  it('a field that is denied where the contract shows it', async () => {
    await expect(check('Shop.taxId', 'Shop.name', 'GUEST')).rejects.toThrow('denials');
  });

  it('a field that is shown where the contract denies it', async () => {
    await expect(check('Shop.name', 'Shop.taxId', 'GUEST')).rejects.toThrow('denials');
  });

  it('an attribute that is asked for where the field is denied', async () => {
    const data = { shop: { taxId: 'canary-taxId-alpha' } };
    const unseen = { data, seen: new Set<string>() };
    await expect(check('Shop.taxId', 'Shop.taxId', 'SHOP_OWNER', unseen)).rejects.toThrow('beyondAllowed');
  });

  it('an attribute that is not asked for where the field is shown', async () => {
    const seen = new Set(['Shop.taxId', 'Shop.payoutIban']);
    await expect(check('Shop.taxId', 'Shop.taxId', 'SHOP_OWNER', { seen })).rejects.toThrow('notAskedFor');
  });

  it('items that are read for a field that is denied', async () => {
    const unseen = { seen: new Set<string>() };
    await expect(check('Shop.products', 'Shop.products', 'SHOP_OWNER', unseen)).rejects.toThrow('readWrongly');
  });
});

/** Who meets a condition sees, who does not does not; both kinds of callers were asked. */
function sightsExpectedOf(cell: string): boolean[] {
  if (cell === '') return [false];
  return cell === 'yes' ? [true] : [false, true];
}

/** All kinds of visit tokens where they count; a current one where it must not help; any where it makes no difference. */
function visitsFor(cell: string, index: number): readonly Visit[] {
  if (cell === 'visit') return VISITS;
  return cell === 'yes' ? [nth(VISITS, index)] : ['a current visit'];
}

function nth<T>(values: readonly T[], index: number): T {
  return values[index % values.length]!;
}
