import { buildApi } from '../../src/compose/api';
import { readAccessTable } from './accessTable';
import { actionsInSchema, CedarOracle, POLICIES, validationProblems } from './CedarOracle';
import { decideCell, rulesOf, type OracleCell, type RulesOfFields } from './modelDecisions';
import { differences, fieldsThatDiffer, judge, sampleCells, type JudgedCell } from './oracleComparison';
import { mutantsOf, withChoice, type RuleMutant } from './ruleMutants';
import { effectiveAuth, isRule, readSdl } from './schemaText';

/**
 * The rules in `schema/` against policies that were written by hand from the contract (`policies.cedar`), and decided by Cedar.
 * `cedar.soak` compares 200,000 cells.
 */
const SEED = 20_261_122;
const SCENES = 1600;
const SCENES_OF_MISTAKES = 105;
/** How often a mistake that no cell has told yet is looked for in other cells. */
const ROUNDS = 10;

const { model } = buildApi();
const { access } = model;
const rules = rulesOf(model);
const coordinates = [...rules.keys()].sort();
const fieldsOfType = (type: string) => coordinates.filter((coordinate) => coordinate.startsWith(`${type}.`));

let cells: JudgedCell[];
beforeAll(async () => {
  cells = judge(await sampleCells(coordinates, SCENES, SEED), new CedarOracle());
});

describe('the policies', () => {
  it('are valid for their schema, strictly', () => {
    expect(validationProblems()).toEqual([]);
    expect(validationProblems(POLICIES.replace('Action::"Order.note"', 'Action::"Order.notes"'))).not.toEqual([]);
  });

  it('speak of every field with a rule, and of none that is neither there nor in the contract', () => {
    const toCome = [...readAccessTable().operations.keys()].map((operation) => `Mutation.${operation}`);
    const actions = actionsInSchema();
    expect(fieldsWithRulesInSdl()).toEqual(coordinates);
    expect(coordinates.filter((coordinate) => !actions.includes(coordinate))).toEqual([]);
    expect(actions.filter((action) => ![...coordinates, ...toCome].includes(action))).toEqual([]);
  });
});

describe('rules and policies', () => {
  it('agree on at least 15,000 random cells', () => {
    expect(cells.length).toBeGreaterThanOrEqual(15_000);
    expect(differences(cells, rules).slice(0, 3)).toEqual([]);
    process.stdout.write(`Cedar and the rules agree on ${cells.length} random cells\n`);
  });

  it('allow somebody and deny somebody every field', () => {
    const answers = new Set(cells.map(({ coordinate, judged }) => `${coordinate} ${judged}`));
    const all = coordinates.flatMap((coordinate) => [`${coordinate} allow`, `${coordinate} deny`]);
    expect(all.filter((answer) => !answers.has(answer))).toEqual([]);
  });
});

describe('a mistake in the rules is found, and nothing else is', () => {
  it.each([
    ['costPrice opened to visits', ['Product.costPrice'], granting('GUEST', 'visit')],
    ['Order.customer given to the shop', ['Order.customer'], granting('SHOP_OWNER', 'own')],
    ['everybody’s e-mail address', ['Customer.email'], granting('CUSTOMER', 'always')],
    ['taxId for whoever owns any shop', ['Shop.taxId'], granting('SHOP_OWNER', 'always')],
    ['sales figures for administrators', fieldsOfType('ShopSales'), granting('PLATFORM_ADMIN', 'always')],
    ['an order closed to its guest', ['Order.total'], granting('GUEST', 'never')],
  ] as const)('%s', (_mistake, fields, change) => {
    const mistaken = withLastRule(fields, change);
    expectOnly(fields, fieldsThatDiffer(differences(cells, mistaken)));
  });

  it('products open without a visit', () => {
    const mistaken = new Map(
      [...rules].map(([coordinate, [ofType, ...others]]) => [
        coordinate,
        coordinate.startsWith('Product.') ? [granting('GUEST', 'always')(ofType!), ...others] : [ofType!, ...others],
      ]),
    );
    const open = 'allergens available category description id imageUrl name price shop'.split(' ');
    expectOnly(
      open.map((field) => `Product.${field}`),
      fieldsThatDiffer(differences(cells, mistaken)),
    );
  });

  it('any change of one cell of one rule that means anything', async () => {
    const oracle = new CedarOracle();
    const mutants = mutantsOf(rules, access).filter((mutant) => !isWithoutMeaning(mutant));
    expect(mutants.length).toBeGreaterThan(1_000);
    let unfound = mutants;
    for (let round = 1; round <= ROUNDS && unfound.length > 0; round += 1) {
      const wide = byCoordinate(await sampleCells(coordinates, 5 * SCENES, SEED + round));
      unfound = unfound.filter(({ coordinate, rules: changed }) => {
        const before = rules.get(coordinate)!;
        const telling = wide.get(coordinate)!.find((cell) => decideCell(changed, cell) !== decideCell(before, cell));
        return telling === undefined || oracle.decide(telling.scene, coordinate) === decideCell(changed, telling);
      });
    }
    expect(unfound.map(({ name }) => name)).toEqual([]);
  });
});

describe('a mistake in the policies is found, and nothing else is', () => {
  it.each([
    [
      'a rotated visit token counts',
      'Product',
      ' &&\n  principal.visitToken.serial == principal.visitToken.shop.serial',
      '',
      'allergens available category description id imageUrl name price shop',
    ],
    ['the shop sees whose order it is', 'Order', 'unless { action == Action::"Order.customer" }', '', 'customer'],
    [
      'an archived product stays in sight',
      'Product',
      '\nunless { resource.archived }',
      '',
      'allergens available category description id imageUrl name price shop',
    ],
    [
      'the guest reads the shop’s note',
      'Order',
      'Action::"Order.lines",',
      'Action::"Order.lines", Action::"Order.internalNote",',
      'internalNote',
    ],
    ['a visit opens others’ lines', 'OrderLine', /@id\("a line is there for[^;]*;/, '', 'product'],
    [
      'an owner sees every shop’s sales',
      'ShopSales',
      /(is ShopSales\)\nwhen \{ [^&]*) && resource in principal.owns/,
      '$1',
      'averageOrderValue byDay orderCount topProducts total',
    ],
  ])('%s', async (_mistake, type, written, mistaken, fields) => {
    const policies = POLICIES.replace(written, mistaken);
    expect(policies).not.toBe(POLICIES);
    const affected = fields.split(' ').map((field) => `${type}.${field}`);
    const unaffected = fieldsOfType(type).filter((coordinate) => !affected.includes(coordinate));
    const some = await sampleCells([...affected, ...unaffected.slice(0, 1)], SCENES_OF_MISTAKES, SEED);
    const found = differences(judge(some, new CedarOracle(policies)), rules);
    expectOnly(affected, fieldsThatDiffer(found));
  });
});

/** Found, and only where the mistake is; how many of several fields tell it is up to the cells. */
function expectOnly(fields: readonly string[], found: readonly string[]): void {
  expect(found).not.toEqual([]);
  expect(found.filter((coordinate) => !fields.includes(coordinate))).toEqual([]);
}

function fieldsWithRulesInSdl(): string[] {
  const types = [...readSdl().values()].filter(({ kind }) => kind === 'object' || kind === 'root');
  const fields = types.flatMap((type) =>
    [...type.fields.values()].filter((field) => isRule(effectiveAuth(type, field))),
  );
  return fields.map(({ coordinate }) => coordinate).sort();
}

function byCoordinate(all: readonly OracleCell[]): Map<string, OracleCell[]> {
  const groups = new Map<string, OracleCell[]>(coordinates.map((coordinate) => [coordinate, []]));
  all.forEach((cell) => groups.get(cell.coordinate)?.push(cell));
  return groups;
}

type Change = (rule: Parameters<typeof withChoice>[0]) => ReturnType<typeof withChoice>;

function granting(role: string, choice: Parameters<typeof withChoice>[2]): Change {
  return (rule) => withChoice(rule, role, choice, access);
}

/** A copy of the rules with the narrowest rule of these fields changed. */
function withLastRule(fields: readonly string[], change: Change): RulesOfFields {
  return new Map(
    [...rules].map(([coordinate, ofField]) => [
      coordinate,
      fields.includes(coordinate) ? [...ofField.slice(0, -1), change(ofField.at(-1)!)] : ofField,
    ]),
  );
}

/**
 * Changes that change nothing. Administrators own nothing. Where a field has a rule of its own that is narrower than its type's,
 * the latter does not matter for it; only what a line leads to is wider than the line. And whoever gets as far as a line of an order
 * and is in the shop has the product of it already.
 */
function isWithoutMeaning({ name, coordinate }: RuleMutant): boolean {
  return (
    name.endsWith('PLATFORM_ADMIN never → own') ||
    (name.includes('rule 1 of 2') && coordinate !== 'OrderLine.product') ||
    name === 'OrderLine.product, rule 2 of 2: PLATFORM_ADMIN never → visit'
  );
}
