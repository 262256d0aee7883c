import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALWAYS, NEVER, readAccessTable, ROLES, type Cells } from './accessTable';
import { BEYOND_THE_TABLE, OPERATIONS_BEYOND_THE_TABLE, SECOND_FACTOR } from './beyondTheTable';
import { effectiveAuth, fieldsOf, isRule, readSdl, type SdlAuth } from './schemaText';

const ROOTS = ['Query', 'Mutation', 'Subscription'];
const MATRIX = join(__dirname, '../../schema/access-matrix.md');

const table = readAccessTable();
const sdl = readSdl();
const ofTable = [...table.fields];
const operations = new Map([...table.operations, ...OPERATIONS_BEYOND_THE_TABLE]);
const coordinatesInSdl = fieldsOf(sdl).map(({ coordinate }) => coordinate);

describe('the contract’s table', () => {
  it('is read whole', () => {
    expect([...table.types.keys()]).toEqual(
      'Shop Product Order OrderLine Customer ShopSales PlatformStatistics Viewer'.split(' '),
    );
    expect(table.fields.size).toBe(85);
    expect(table.fields.get('Shop.products')).toEqual({
      GUEST: 'visit',
      CUSTOMER: 'visit',
      SHOP_OWNER: 'own',
      PLATFORM_ADMIN: '',
    });
    expect(table.fields.get('ShopSales.topProducts')).toEqual({ ...NEVER, SHOP_OWNER: 'own' });
    expect(table.fields.get('PlatformStatistics.revenue')).toEqual({ ...NEVER, PLATFORM_ADMIN: 'yes' });
    expect(table.operations.get('viewer')).toEqual(ALWAYS);
    expect(table.operations.get('order')).toEqual({
      GUEST: 'own',
      CUSTOMER: 'own',
      SHOP_OWNER: 'own',
      PLATFORM_ADMIN: '',
    });
    expect(table.operations.get('shop')).toEqual({ ...ALWAYS, PLATFORM_ADMIN: '' });
    expect(table.operations.get('placeOrder')).toEqual({ ...NEVER, GUEST: 'visit', CUSTOMER: 'visit' });
    expect(table.operations.get('cancelOrder')).toEqual({ ...NEVER, GUEST: 'own', CUSTOMER: 'own' });
    expect(table.operations.get('updateProduct')).toEqual({ ...NEVER, SHOP_OWNER: 'own' });
    expect(table.operations.get('platformStatistics')).toEqual({ ...NEVER, PLATFORM_ADMIN: 'yes' });
  });

  it.each([
    ['| Shop.`taxId` | | sometimes | own | |', 'expected four cells'],
    ['| Shop.`taxId` | | own |', 'expected four cells'],
    ['| taxId | | | own | |', 'expected **Type** or Type.'],
    ['| Shop.`taxId, name` | | | own | |', 'expected names of fields'],
    ['', 'expected everyone, anyone or roles'],
  ])('a line that is not understood is refused: %s', (line, problem) => {
    const text = `| type.field | A | B | C | D |\n| --- | --- | --- | --- | --- |\n${line}`;
    const operation = '## Operations\n| operation | who |\n| --- | --- |\n| `sell` | own, on Mondays |';
    expect(() => readAccessTable(line === '' ? operation : text)).toThrow(problem);
  });
});

describe('access-matrix.md, which is reviewed, is the contract', () => {
  const matrix = readMatrix();

  it.each(ofTable)('%s', (coordinate, cells) => {
    expect(matrix.get(coordinate)).toEqual(textsOf(cells));
  });

  it.each([...operations])('the operation %s', (name, cells) => {
    const lines = ROOTS.flatMap((root) => matrix.get(`${root}.${name}`) ?? []);
    expect(lines).toEqual(textsOf(cells));
  });

  it('no operation has a line of its own making', () => {
    const ofRoots = [...matrix.keys()].filter((coordinate) => ROOTS.includes(coordinate.split('.')[0]!));
    expect(ofRoots.map((coordinate) => coordinate.split('.')[1]).sort()).toEqual([...operations.keys()].sort());
  });

  it.each([...table.types])('the type %s', (type, cells) => {
    expect(matrix.get(type)).toEqual(textsOf(cells));
  });

  it.each([...BEYOND_THE_TABLE].filter(([coordinate]) => sdl.get(coordinate.split('.')[0]!)?.kind === 'object'))(
    '%s',
    (coordinate, cells) => {
      expect(matrix.get(coordinate)).toEqual(cells === 'as parent' ? ROLES.map(() => cells) : textsOf(cells));
    },
  );
});

describe('the SDL, which is enforced, is the contract', () => {
  it.each([...ofTable, ...BEYOND_THE_TABLE])('%s', (coordinate, cells) => {
    const [typeName = ''] = coordinate.split('.');
    const type = sdl.get(typeName)!;
    const field = type.fields.get(coordinate.slice(typeName.length + 1));
    expect(field && cellsIn(effectiveAuth(type, field))).toEqual(cells);
  });

  it.each([...table.types])('the type %s', (type, cells) => {
    expect(cellsIn(sdl.get(type)!.auth)).toEqual(cells);
  });

  it('an operation promises exactly what the contract does, or the list of what goes beyond it', () => {
    const said = ROOTS.flatMap((root) => [...sdl.get(root)!.fields].map(([name, { auth }]) => [name, cellsIn(auth)]));
    expect(said).toEqual(said.map(([name]) => [name, operations.get(String(name))]));
  });

  it('a field that has no line in the contract is written down with what is expected of it', () => {
    const roots = ['Query.', 'Mutation.', 'Subscription.'];
    const known = (coordinate: string) => table.fields.has(coordinate) || BEYOND_THE_TABLE.has(coordinate);
    const ofRoot = (coordinate: string) => roots.some((root) => coordinate.startsWith(root));
    expect(coordinatesInSdl.filter((coordinate) => !known(coordinate) && !ofRoot(coordinate))).toEqual([]);
    const inContract = (coordinate: string) => operations.has(coordinate.split('.')[1]!);
    expect(coordinatesInSdl.filter((coordinate) => ofRoot(coordinate) && !inContract(coordinate))).toEqual([]);
  });

  it('an operation that has no line in the contract is open to exactly whom it is written down for', () => {
    const written = new Map([...sdl.get('Mutation')!.fields, ...sdl.get('Subscription')!.fields]);
    for (const [name, cells] of OPERATIONS_BEYOND_THE_TABLE) {
      expect([name, cellsIn(written.get(name)?.auth ?? null)]).toEqual([name, cells]);
      expect(table.operations.has(name)).toBe(false);
    }
  });

  it('a second factor is asked for where it is written down, and nowhere else', () => {
    const asking = [...sdl.values()].flatMap(({ name, mfa, fields }) => [
      ...(mfa ? [name] : []),
      ...[...fields.values()].filter((field) => field.mfa).map(({ coordinate }) => coordinate),
    ]);
    expect(asking.sort()).toEqual([...SECOND_FACTOR].sort());
  });

  it('what is written down is there, and has no line in the contract', () => {
    expect([...BEYOND_THE_TABLE.keys()].filter((coordinate) => !coordinatesInSdl.includes(coordinate))).toEqual([]);
    expect([...BEYOND_THE_TABLE.keys()].filter((coordinate) => table.fields.has(coordinate))).toEqual([]);
  });
});

/** One cell a role, as the contract writes it; anything that it could not say is spelt out, and differs. */
function cellsIn(auth: SdlAuth): unknown {
  if (!isRule(auth)) return auth === 'asParent' ? 'as parent' : auth;
  const texts = ROLES.map((role) => {
    const conditions = auth.filter((grant) => grant.role === role).map(({ condition }) => condition);
    return [role, conditions.join(' or ').replace(/^always$/, 'yes')];
  });
  return Object.fromEntries(texts);
}

function textsOf(cells: Cells): string[] {
  return ROLES.map((role) => cells[role]);
}

/** `Type` and `Type.field` → the cells. */
function readMatrix(): Map<string, string[]> {
  const sections = readFileSync(MATRIX, 'utf8').split(/^## /m).slice(1);
  const rows = sections.flatMap((section) => {
    const [type = '', ...lines] = section.split('\n');
    expect(lines.find((line) => line.startsWith('| field'))).toBe(
      `| field | ${ROLES.join(' | ')} | second factor | attributes |`,
    );
    return lines
      .filter((line) => /^\| [`*]/.test(line))
      .map((line): [string, string[]] => {
        const [name = '', ...cells] = line
          .slice(1)
          .split('|')
          .map((cell) => cell.trim());
        return [name.startsWith('*') ? type : `${type}.${name.replaceAll('`', '')}`, cells.slice(0, ROLES.length)];
      });
  });
  return new Map(rows);
}
