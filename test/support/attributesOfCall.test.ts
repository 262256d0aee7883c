import { attributesNamedAnywhere, dotted, receivedAttributes, requestedAttributes } from './attributesOfCall';
import { expressionsOf, rawPartsOf } from './expressionGrammar';
import { isRead, isWrite } from './RecordedCall';
import type { WireObject } from './RecordedCall';

const NAMES = { '#n0': 'name', '#n1': 'address', '#n2': 'street', '#n3': 'openingHours', '#n4': 'day' };

function requested(operation: string, request: WireObject) {
  return requestedAttributes({ operation, request }).map(({ attributes, ...rest }) => ({
    ...rest,
    attributes: attributes === 'ALL' ? attributes : attributes.map(dotted),
  }));
}
const received = (response: WireObject) => receivedAttributes({ response }).map(dotted);
const named = (request: WireObject) => attributesNamedAnywhere({ request }).map(dotted).sort();

describe('requestedAttributes', () => {
  const projection = { ProjectionExpression: '#n0, #n1.#n2,#n3[0].#n4', ExpressionAttributeNames: NAMES };
  const attributes = ['name', 'address.street', 'openingHours[].day'];

  test('resolves placeholders, paths and indexes of lists', () => {
    expect(requested('GetItem', { TableName: 't', ...projection })).toEqual([
      { table: 't', index: undefined, attributes },
    ]);
    expect(requested('Query', { TableName: 't', IndexName: 'i', ...projection })).toEqual([
      { table: 't', index: 'i', attributes },
    ]);
  });

  test('tells the tables of a batch and the parts of a transaction apart', () => {
    expect(requested('BatchGetItem', { RequestItems: { t: { Keys: [], ...projection }, u: { Keys: [] } } })).toEqual([
      { table: 't', index: undefined, attributes },
      { table: 'u', index: undefined, attributes: 'ALL' },
    ]);
    const TransactItems = [{ Get: { TableName: 't', ...projection } }, { Get: { TableName: 'u' } }];
    expect(requested('TransactGetItems', { TransactItems }).map((part) => part.attributes)).toEqual([
      attributes,
      'ALL',
    ]);
  });

  test("is 'ALL' without a projection, and nothing for a write", () => {
    expect(requested('GetItem', { TableName: 't' })).toMatchObject([{ attributes: 'ALL' }]);
    expect(requested('PutItem', { TableName: 't', Item: {} })).toEqual([]);
  });

  test('takes a raw name for itself', () => {
    expect(requested('GetItem', { TableName: 't', ProjectionExpression: 'name, address.street' })).toMatchObject([
      { attributes: ['name', 'address.street'] },
    ]);
  });
});

describe('receivedAttributes', () => {
  const item = {
    pk: { S: 'x' },
    address: { M: { street: { S: 'x' }, geo: { M: { lat: { N: '1' } } } } },
    openingHours: { L: [{ M: { day: { S: 'x' } } }, { M: { opens: { S: 'x' } } }] },
    allergens: { SS: ['x'] },
    none: { M: {} },
  };
  const all = [
    'pk',
    'address.street',
    'address.geo.lat',
    'openingHours[].day',
    'openingHours[].opens',
    'allergens',
    'none',
  ];

  test.each<[string, WireObject]>([
    ['GetItem', { Item: item }],
    ['Query', { Items: [item], Count: 1 }],
    ['BatchGetItem', { Responses: { t: [item, item] } }],
    ['TransactGetItems', { Responses: [{ Item: item }, {}] }],
    ['an update that returns values', { Attributes: item }],
    ['a failed condition', { __type: 'ConditionalCheckFailedException', Item: item }],
    ['a cancelled transaction', { CancellationReasons: [{ Code: 'None' }, { Code: 'x', Item: item }] }],
    ['a stream', { Records: [{ dynamodb: { OldImage: item } }] }],
  ])('finds every member in the answer of %s', (_of, response) => {
    expect(received(response)).toEqual(all);
  });

  test('finds keys to go on from and the keys of item collections', () => {
    expect(received({ LastEvaluatedKey: { pk: { S: 'x' } }, Items: [] })).toEqual(['pk']);
    expect(received({ ItemCollectionMetrics: { ItemCollectionKey: { pk: { S: 'x' } } } })).toEqual(['pk']);
    expect(received({ ItemCollectionMetrics: { t: [{ ItemCollectionKey: { pk: { S: 'x' } } }] } })).toEqual(['pk']);
  });

  test('finds nothing where nothing came', () => {
    expect(receivedAttributes({ response: undefined })).toEqual([]);
    expect(received({ Responses: {}, UnprocessedKeys: { t: { Keys: [{ pk: { S: 'x' } }] } } })).toEqual([]);
  });
});

describe('attributesNamedAnywhere', () => {
  test.each<[string, WireObject, string[]]>([
    ['a filter', { FilterExpression: '#a > :v', ExpressionAttributeNames: { '#a': 'risk' } }, ['risk']],
    [
      'a condition',
      { ConditionExpression: 'attribute_exists(#a.#b)', ExpressionAttributeNames: { '#a': 'a', '#b': 'b' } },
      ['a.b'],
    ],
    ['a key condition', { KeyConditionExpression: '#a = :v', ExpressionAttributeNames: { '#a': 'pk' } }, ['pk']],
    ['an update', { UpdateExpression: 'SET a = :v, b = if_not_exists(c, :v) REMOVE d' }, ['a', 'b', 'c', 'd']],
    ['a name that no expression uses', { ExpressionAttributeNames: { '#a': 'risk' } }, ['risk']],
    ['a key', { Key: { pk: { S: 'x' } } }, ['pk']],
    ['an item', { Item: { pk: { S: 'x' }, address: { M: { street: { S: 'x' } } } } }, ['address.street', 'pk']],
    ['AttributesToGet', { AttributesToGet: ['a', 'b'] }, ['a', 'b']],
    ['AttributeUpdates', { AttributeUpdates: { a: { Action: 'DELETE' } } }, ['a']],
    ['Expected', { Expected: { a: { Exists: false } } }, ['a']],
    ['KeyConditions', { KeyConditions: { a: { ComparisonOperator: 'EQ' } } }, ['a']],
  ])('finds %s', (_where, request, expected) => {
    expect(named(request)).toEqual(expected);
  });

  test('finds them in every part of a transaction and of a batch', () => {
    const names = { '#a': 'risk' };
    const check = { ConditionCheck: { ConditionExpression: '#a = :v', ExpressionAttributeNames: names } };
    expect(named({ TransactItems: [check, { Put: { Item: { b: { S: 'x' } } } }] })).toEqual(['b', 'risk']);
    expect(named({ RequestItems: { t: [{ PutRequest: { Item: { b: { S: 'x' } } } }] } })).toEqual(['b']);
    const batch = { Keys: [{ pk: { S: 'x' } }], ProjectionExpression: '#a', ExpressionAttributeNames: names };
    expect(named({ RequestItems: { t: batch } })).toEqual(['pk', 'risk']);
  });

  test('does not take values for names', () => {
    expect(named({ ExpressionAttributeValues: { ':v': { M: { Key: { M: { x: { S: 'y' } } } } } } })).toEqual([]);
  });
});

describe('rawPartsOf', () => {
  const raw = (request: WireObject) => expressionsOf(request).flatMap(rawPartsOf);

  test.each<[string, WireObject]>([
    ['ProjectionExpression', { ProjectionExpression: '#n0, #n1.#n2, #n3[12].#n4' }],
    ['KeyConditionExpression', { KeyConditionExpression: '#a = :a AND begins_with(#b, :b)' }],
    ['KeyConditionExpression', { KeyConditionExpression: '#a=:a and #b BETWEEN :x AND :y' }],
    [
      'FilterExpression',
      { FilterExpression: 'NOT (#a<>:v OR #b IN (:x, :y)) AND size(#c) >= :z AND contains(#d, :d)' },
    ],
    ['ConditionExpression', { ConditionExpression: 'attribute_not_exists(#a) AND attribute_type(#b, :t)' }],
    [
      'UpdateExpression',
      { UpdateExpression: 'SET #a = #a + :x, #b = list_append(if_not_exists(#b, :l), :m) REMOVE #c[0] ADD #d :d' },
    ],
  ])('finds none in a %s made of placeholders', (_kind, request) => {
    expect(raw(request)).toEqual([]);
  });

  test.each<[string, WireObject, string[]]>([
    ['a name', { ProjectionExpression: '#n0, riskScore' }, ['riskScore']],
    ['a name in a path', { ProjectionExpression: '#n0.accessCode' }, ['accessCode']],
    ['a name that is a word of another grammar', { ProjectionExpression: 'SET, contains' }, ['SET', 'contains']],
    ['a number', { FilterExpression: '#a > 5' }, ['5']],
    ['a quoted text', { FilterExpression: "#a = 'x'" }, ["'x'"]],
    ['a function that does not exist', { ConditionExpression: 'evil(#a)' }, ['evil']],
    ['a name in a transaction', { TransactItems: [{ Put: { ConditionExpression: 'attribute_exists(pk)' } }] }, ['pk']],
  ])('finds %s', (_what, request, expected) => {
    expect(raw(request)).toEqual(expected);
  });
});

test('isRead and isWrite split the operations; PartiQL is both, the control plane neither', () => {
  const kinds = (operation: string) => [isRead({ operation }), isWrite({ operation })];
  expect(['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan'].map(kinds)).toEqual(
    Array(5).fill([true, false]),
  );
  expect(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'].map(kinds)).toEqual(
    Array(5).fill([false, true]),
  );
  expect(kinds('ExecuteStatement')).toEqual([true, true]);
  expect(kinds('DescribeTable')).toEqual([false, false]);
});
