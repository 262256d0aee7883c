import { Kind, parse, validate } from 'graphql';
import { closedDayRange } from '../../../../resolvers/closedDays';
import { dashboard } from '../../../../resolvers/dashboard';
import { barsOf, lastDays, objectsOf, reasonOf, textOf, type View } from '../../../../src/browser/dashboardData';
import { buildApi } from '../../../../src/compose/api';

const views: readonly View[] = dashboard.views;
const { schema } = buildApi();

describe('what the dashboard asks', () => {
  it.each([
    ...views.map(({ title, query }) => [title, query] as const),
    ['signing in', dashboard.signIn.signIn] as const,
    ['answering with a code', dashboard.signIn.answer] as const,
  ])('is valid: %s', (_title, document) => {
    expect(validate(schema, parse(document))).toEqual([]);
  });

  it.each(views.flatMap((view) => pathsOf(view).map((path) => [path.join('.'), view.query, path] as const)))(
    'selects what is drawn: %s',
    (_path, query, path) => {
      expect(selects(query, path)).toBe(true);
    },
  );
});

/** Where everything stands that the view draws. */
function pathsOf({ object, figures, charts }: View): string[][] {
  const ofFigures = figures.flatMap(({ value, currency }) => [value, currency]);
  const ofCharts = charts.flatMap(({ rows, label, value, currency, withheld }) =>
    [label, value, currency, withheld].map((path) => path && [...rows, ...path]),
  );
  return [...ofFigures, ...ofCharts].filter((path) => path !== undefined).map((path) => [...object, ...path]);
}

/** Whether the query selects the field at this path of names. */
function selects(query: string, path: readonly string[]): boolean {
  const [operation] = parse(query).definitions;
  let set = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
  return path.every((name) => {
    const found = set?.selections.find((each) => each.kind === Kind.FIELD && each.name.value === name);
    set = found?.kind === Kind.FIELD ? found.selectionSet : undefined;
    return found !== undefined;
  });
}

describe('a figure for people', () => {
  it.each([
    [0, undefined, '0'],
    [1234567, undefined, '1,234,567'],
    [2.345, undefined, '2.35'],
    ['9999999999999.99', 'EUR', '9,999,999,999,999.99 EUR'],
    ['-12.50', 'EUR', '-12.50 EUR'],
    ['-0.50', 'EUR', '-0.50 EUR'],
    ['1250', 'JPY', '1,250 JPY'],
    [null, 'EUR', 'none'],
    [undefined, undefined, 'none'],
  ])('%p in %p is %s', (value, currency, text) => {
    expect(textOf(value, currency)).toBe(text);
  });
});

describe('the bars of a chart', () => {
  const chart = {
    title: 't',
    kind: 'days',
    unit: 'n',
    rows: ['r'],
    label: ['l'],
    value: ['v'],
    withheld: ['w'],
  } as const;

  it('tell withheld from zero and from none', () => {
    const r = [
      { l: '2026-01-01', v: 0, w: false },
      { l: '2026-01-02', v: null, w: true },
      { l: '2026-01-03', v: null, w: false },
      { l: null, v: 4, w: false },
    ];
    expect(barsOf(chart, { r })).toEqual([
      { label: '2026-01-01', value: 0, text: '0', isWithheld: false },
      { label: '2026-01-02', value: null, text: 'withheld', isWithheld: true },
      { label: '2026-01-03', value: null, text: 'none', isWithheld: false },
      { label: 'no longer there', value: 4, text: '4', isWithheld: false },
    ]);
  });

  it.each([null, {}, { r: null }, 'text'])('of %p are none', (object) => {
    expect(barsOf(chart, object)).toEqual([]);
  });
});

it('a view is of each object of a list, and of none where the caller has none', () => {
  const [platform, sales] = views as [View, View];
  expect(objectsOf(sales, { data: { viewer: { shops: [{ name: 'a' }, null, { name: 'b' }] } } })).toHaveLength(2);
  expect(objectsOf(platform, { data: { platformStatistics: null } })).toEqual([]);
  expect(objectsOf(platform, { errors: [{ message: 'no' }] })).toEqual([]);
});

it('says why there is nothing', () => {
  const denied = [{ coordinate: 'Query.x', requires: 'CHIEF' }];
  expect(reasonOf({ data: null, extensions: { authorization: { denied } } })).toBe('It requires CHIEF.');
  expect(reasonOf({ errors: [{ message: 'The token has expired.' }] })).toBe('The token has expired.');
  expect(reasonOf({ data: {} })).toBe('There is nothing for this caller.');
});

it.each([
  ['2026-03-01T00:29:59.999Z', '2026-01-29', '2026-02-27'],
  ['2026-03-01T00:30:00Z', '2026-01-30', '2026-02-28'],
  ['2026-03-01T23:59:59.999Z', '2026-01-30', '2026-02-28'],
])('at %s it begins with thirty days that the platform’s figures cover whole', (now, from, to) => {
  const asked = lastDays(30, new Date(now), dashboard.daysCompleteAfterMs);
  expect(asked).toEqual({ from, to });
  expect(closedDayRange(new Date(from), new Date(to), new Date(now))).toEqual(asked);
});
