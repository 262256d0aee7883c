import { askedInWords, callsOf, costInWords, reasonInWords, summaryOf } from '../../src/browser/explanation';

const call = {
  operation: 'BatchGetItem',
  projection: ['name'],
  keys: 2,
  consumedCapacity: 0.5,
  milliseconds: 3,
  attempts: 1,
};
const denied = { path: 'a.b', field: 'A.b', decision: 'deny', rule: 'none', requires: 'OWNER as the owner' } as const;
const explanation = {
  roles: ['ROLE'],
  calls: [{ operation: 'Query', purpose: 'caller', facts: ['caller.tenants'], consumedCapacity: 1, attempts: 1 }],
  fields: [{ path: 'a', field: 'Query.a', decision: 'allow', rule: 'ROLE.', calls: [call], fields: [denied] }],
} as const;

test('a call says what was asked, and what it took', () => {
  expect([askedInWords(call), costInWords(call)]).toEqual(['BatchGetItem: name', '2 keys · 0.5 capacity units · 3 ms']);
  expect(askedInWords({ ...call, index: 'gsi1' })).toBe('BatchGetItem on gsi1: name');
  expect(askedInWords(explanation.calls[0])).toBe('Query about the caller: caller.tenants');
  expect(askedInWords({ operation: 'TransactWriteItems', purpose: 'write', attempts: 1 })).toBe(
    'TransactWriteItems for the mutation',
  );
  expect(costInWords({ operation: 'GetItem', attempts: 3, error: 'Throttled', withheld: 'Not told.' })).toBe(
    '3 attempts · failed: Throttled · Not told.',
  );
});

test('a field says why', () => {
  expect(reasonInWords(denied)).toBe('needs OWNER as the owner');
  expect(reasonInWords({ ...denied, decision: 'mixed', allowed: 1, denied: 2 })).toBe(
    'allowed on 1, denied on 2; those need OWNER as the owner',
  );
  expect(reasonInWords({ ...denied, decision: 'allow' })).toBe('none');
});

test('the whole says how often the store was asked, and how much was denied', () => {
  expect(callsOf(explanation).map(({ path }) => path)).toEqual([null, 'a']);
  expect(summaryOf(explanation)).toBe('DynamoDB was asked 2 times, for 1.5 capacity units; 1 field denied.');
  expect(summaryOf({ roles: [], calls: [], fields: [] })).toBe('DynamoDB was not asked; no field was denied.');
});
