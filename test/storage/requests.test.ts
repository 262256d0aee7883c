import * as fc from 'fast-check';
import { Expressions, type AttributeValue, type SortRange } from '../../src/storage/expressions';
import {
  batchGetRequest,
  getRequest,
  knownOf,
  positionOf,
  queryRequest,
  type RangeQuery,
} from '../../src/storage/requests';

/** The only words of ours that stand in an expression; everything else is a placeholder. */
const PLACEHOLDERS_ONLY = /^(?:[#:][nv]\d+|begins_with|BETWEEN|AND|[ ,.=()])+$/;
const RESERVED = ['name', 'status', 'size', 'order', 'user', 'date', 'value', 'count', 'SELECT', 'NULL'];

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(...RESERVED, '#n0', ':v0', 'a = b OR 1', 'attribute_exists(secret)', '__proto__', 'constructor', ''),
);
/** One step of a path; dots lead to a member. */
const anyStep = anyText.map((text) => text.replaceAll('.', ':') || 'x');
const anyPath = fc.array(anyStep, { minLength: 1, maxLength: 3 }).map((steps) => steps.join('.'));
const anyValue: fc.Arbitrary<AttributeValue> = fc.oneof(anyText, fc.integer(), fc.boolean());
const anyRange: fc.Arbitrary<SortRange | null> = fc.oneof(
  fc.constant(null),
  anyText.map((beginsWith) => ({ beginsWith })),
  fc.record({ from: anyText, to: anyText }),
);
const anyIndex = fc.option(
  fc.record({ name: fc.constant('gsi1'), pk: fc.constant('gsi1pk'), sk: fc.constant('gsi1sk') }),
);
const anyQuery: fc.Arbitrary<RangeQuery> = fc.record({
  index: anyIndex,
  partition: anyText,
  range: anyRange,
  descending: fc.boolean(),
  where: fc.array(fc.record({ attribute: anyPath, equals: anyValue }), { maxLength: 3 }),
  attributes: fc.array(anyPath, { maxLength: 5 }),
  consistent: fc.boolean(),
});
const anyKey = fc.record({ pk: anyText, sk: anyText });

type Sent = Readonly<Record<string, unknown>>;

/** Every expression in a request, at any depth, by its name. */
function expressionsIn(request: Sent): [string, string][] {
  return Object.entries(request).flatMap(([name, value]): [string, string][] => {
    if (name.endsWith('Expression')) return [[name, String(value)]];
    const isInside = name === 'RequestItems' || name === 'shops';
    return isInside ? expressionsIn(value as Sent) : [];
  });
}

function namesIn(request: Sent): Record<string, string> {
  return (request.ExpressionAttributeNames ?? {}) as Record<string, string>;
}

/** The paths that a projection asks for, placeholders resolved. */
function projectionOf(request: Sent): string[] {
  const names = namesIn(request);
  return String(request.ProjectionExpression)
    .split(', ')
    .map((path) =>
      path
        .split('.')
        .map((placeholder) => names[placeholder])
        .join('.'),
    );
}

describe('expressions are made of placeholders only', () => {
  test('of one item', () => {
    fc.assert(
      fc.property(anyKey, fc.array(anyPath), (key, attributes) => {
        const request = getRequest('shops', key, attributes, false);
        for (const [, text] of expressionsIn({ ...request })) expect(text).toMatch(PLACEHOLDERS_ONLY);
        expect(new Set(projectionOf({ ...request }))).toEqual(new Set(['sk', ...attributes]));
      }),
    );
  });

  test('of a batch', () => {
    fc.assert(
      fc.property(fc.array(anyKey, { minLength: 1 }), fc.array(anyPath), (keys, attributes) => {
        const request = batchGetRequest('shops', keys, attributes, true);
        const found = expressionsIn({ ...request });
        expect(found).toHaveLength(1);
        for (const [, text] of found) expect(text).toMatch(PLACEHOLDERS_ONLY);
        const inside = { ...request.RequestItems?.shops };
        const areOfOnePartition = new Set(keys.map(({ pk }) => pk)).size === 1;
        const keyNames = areOfOnePartition ? ['sk'] : ['pk', 'sk'];
        expect(new Set(projectionOf(inside))).toEqual(new Set([...keyNames, ...attributes]));
      }),
    );
  });

  test('of a query, with range, filter and index', () => {
    fc.assert(
      fc.property(anyQuery, fc.option(fc.nat()), (query, limit) => {
        const request: Sent = { ...queryRequest('shops', query, limit, null) };
        const found = expressionsIn(request);
        expect(found.map(([name]) => name)).toEqual(
          expect.arrayContaining(['KeyConditionExpression', 'ProjectionExpression']),
        );
        for (const [, text] of found) expect(text).toMatch(PLACEHOLDERS_ONLY);
        const used = found.flatMap(([, text]) => text.match(/[#:][nv]\d+/g) ?? []);
        const known = [...Object.keys(namesIn(request)), ...Object.keys(request.ExpressionAttributeValues as Sent)];
        // DynamoDB refuses placeholders that are not used, and uses that are not known.
        expect(new Set(used)).toEqual(new Set(known));
      }),
      { numRuns: 300 },
    );
  });

  test('the values come in the order of their places, whatever they look like', () => {
    const request: Sent = {
      ...queryRequest(
        'shops',
        {
          index: null,
          partition: ':v9 OR #n9',
          range: { from: 'a', to: 'z AND 1' },
          descending: true,
          where: [{ attribute: 'status', equals: 'x = x' }],
          attributes: ['name', 'address.street'],
          consistent: true,
        },
        10,
        null,
      ),
    };
    expect(request).toEqual({
      TableName: 'shops',
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
      KeyConditionExpression: '#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2',
      FilterExpression: '#n2 = :v3',
      ProjectionExpression: '#n1, #n3, #n4.#n5',
      ScanIndexForward: false,
      Limit: 10,
      ExpressionAttributeNames: {
        '#n0': 'pk',
        '#n1': 'sk',
        '#n2': 'status',
        '#n3': 'name',
        '#n4': 'address',
        '#n5': 'street',
      },
      ExpressionAttributeValues: { ':v0': ':v9 OR #n9', ':v1': 'a', ':v2': 'z AND 1', ':v3': 'x = x' },
    });
  });
});

describe('every read is projected', () => {
  test('also where nothing but keys is asked for', () => {
    expect(projectionOf({ ...getRequest('shops', { pk: 'a', sk: 'b' }, [], false) })).toEqual(['sk']);
    const ofIndex = { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' };
    const query = {
      index: ofIndex,
      partition: 'a',
      range: null,
      descending: false,
      where: [],
      attributes: [],
      consistent: true,
    };
    const request = queryRequest('shops', query, null, null);
    expect(projectionOf({ ...request })).toEqual(['pk', 'sk']);
    // An index cannot be read consistently: DynamoDB refuses to be asked.
    expect(request).not.toHaveProperty('ConsistentRead');
  });

  test('an attribute asked for twice is named once', () => {
    expect(projectionOf({ ...getRequest('shops', { pk: 'a', sk: 'b' }, ['name', 'sk', 'name'], false) })).toEqual([
      'sk',
      'name',
    ]);
  });

  test('what stands in the request is not brought with each item', () => {
    const ofOne = [
      { pk: 'a', sk: 'b' },
      { pk: 'a', sk: 'c' },
    ];
    const ofTwo = [...ofOne, { pk: 'b', sk: 'b' }];
    expect(knownOf(ofOne)).toEqual({ pk: 'a' });
    expect(knownOf(ofTwo)).toEqual({});
    expect(projectionOf({ ...batchGetRequest('shops', ofOne, ['name'], false).RequestItems?.shops })).toEqual([
      'sk',
      'name',
    ]);
    expect(projectionOf({ ...batchGetRequest('shops', ofTwo, ['name'], false).RequestItems?.shops })).toEqual([
      'pk',
      'sk',
      'name',
    ]);
  });
});

test('one name has one placeholder; equal values have one each', () => {
  const expressions = new Expressions();
  expect(expressions.projection(['a.a', 'a.b'])).toBe('#n0.#n0, #n0.#n1');
  expect(expressions.partitionIs('a', 'x')).toBe('#n0 = :v0');
  expect(expressions.inRange('b', { beginsWith: 'x' })).toBe('begins_with(#n1, :v1)');
  expect(expressions.attributes()).toEqual({
    ExpressionAttributeNames: { '#n0': 'a', '#n1': 'b' },
    ExpressionAttributeValues: { ':v0': 'x', ':v1': 'x' },
  });
});

test('without names and values, the maps are left out', () => {
  expect(new Expressions().attributes()).toEqual({});
});

test('a position names the keys of a row, and those of the index it was found by', () => {
  const row = { pk: 'a', sk: 'b', gsi1pk: 'c', gsi1sk: 'd', name: 'hidden' };
  const query = {
    index: null,
    partition: 'a',
    range: null,
    descending: false,
    where: [],
    attributes: [],
    consistent: false,
  };
  expect(positionOf(query, row)).toEqual({ pk: 'a', sk: 'b' });
  expect(positionOf({ ...query, index: { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' } }, row)).toEqual({
    pk: 'a',
    sk: 'b',
    gsi1pk: 'c',
    gsi1sk: 'd',
  });
  expect(() => positionOf(query, { pk: 'a' })).toThrow('sk');
});
