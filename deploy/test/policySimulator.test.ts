import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { attributeQuestions } from '../iam/attributeQuestions';
import { PolicySimulator, type TableRequest } from '../iam/PolicySimulator';

const ASKED: TableRequest = {
  ...{ principal: 'GUEST-reads', tags: {}, action: 'GetItem', index: null, leadingKeys: ['SHOP#1'] },
  ...{ attributes: [], select: 'SPECIFIC_ATTRIBUTES', enclosingOperation: null },
};

async function allowed(statement: object, attributes: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fieldgate-policy-'));
  const full = { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: ['TABLE_ARN'], ...statement };
  writeFileSync(join(folder, 'GUEST-reads.json'), JSON.stringify({ Version: '2012-10-17', Statement: [full] }));
  try {
    const simulator = new PolicySimulator(folder);
    const answers = attributes.map(async (name) =>
      (await simulator.isAllowed({ ...ASKED, attributes: [name] })) ? [name] : [],
    );
    return (await Promise.all(answers)).flat();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('what is answered once for many attributes is what the simulator answers of each', async () => {
  const simulator = new PolicySimulator();
  const principals = ['GUEST-reads', 'SHOP_OWNER-writes', 'SYSTEM-writes'];
  const all = attributeQuestions(simulator).filter(({ request }) => principals.includes(request.principal));
  // A prime number, so that every principal, partition and attribute is among them.
  const some = all.filter((_, position) => position % 13 === 0);
  assert.ok(some.length > 450);
  for (const { request } of all) await simulator.isAllowed(request);
  for (const { request, isAllowed } of some) {
    assert.equal(await simulator.isAllowed(request), isAllowed, JSON.stringify(request));
    assert.equal(await simulator.simulated(request), isAllowed, JSON.stringify(request));
  }
});

const LIST = ['name', 'costPrice', 'riskScore'];

it('a statement of another form than the derived ones is put before the simulator for each attribute', async () => {
  assert.deepEqual(await allowed({}, LIST), LIST);
  const pattern = { 'ForAllValues:StringLike': { 'dynamodb:Attributes': ['*Price'] } };
  assert.deepEqual(await allowed({ Condition: pattern }, LIST), ['costPrice']);
  const spelt = { 'ForAllValues:StringEquals': { 'DynamoDB:attributes': ['riskScore'] } };
  assert.deepEqual(await allowed({ Condition: spelt }, LIST), ['riskScore']);
  const not = { 'ForAllValues:StringNotEquals': { 'dynamodb:Attributes': ['name'] } };
  assert.deepEqual(await allowed({ Condition: not }, LIST), ['costPrice', 'riskScore']);
  const derived = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['name'] } };
  assert.deepEqual(await allowed({ Condition: derived }, LIST), ['name']);
});
