import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PUBLIC as PUBLIC_IN_DEPLOY, SYSTEM as SYSTEM_IN_DEPLOY } from '../../../deploy/iam/roleNames';
import { notificationRules } from '../../../resolvers';
import { accessConfiguration } from '../../../schema';
import { buildApi } from '../../../src/compose/api';
import { policyFiles } from '../../../tools/iamFiles';
import { PUBLIC, roleSetName, roleSetsOf, SYSTEM } from '../../../src/iam/roleSets';
import { notNarrowed, publicNamesOfOthers } from '../../../src/iam/scopes';
import type { Policy } from '../../../tools/iam/statements';
import { storeRules } from '../../../src/compose/storeRules';
import { INTERNAL } from '../../support/internalAttributes';
import { HIDDEN_ATTRIBUTES } from '../../support/world';

const FOLDER = join(__dirname, '../../../deploy/iam');
const rules = storeRules(buildApi().model);
const files = policyFiles(rules);

function attributesIn({ Statement }: Policy): string[] {
  return Statement.flatMap(({ Condition }) => Condition['ForAllValues:StringEquals']?.['dynamodb:Attributes'] ?? []);
}

/** What a policy names in the partitions that match this pattern. */
function named(file: string, partition: string): string[] {
  const statements = files.get(file)?.Statement ?? [];
  const here = statements.filter(({ Condition }) =>
    [Condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []].flat().includes(partition),
  );
  return [...new Set(attributesIn({ Version: '2012-10-17', Statement: here }))].sort();
}

describe('the policies', () => {
  it('are as committed: npm run iam', () => {
    const there = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
    expect(there.sort()).toEqual([...files.keys()].sort());
    for (const [name, policy] of files)
      expect({ name, policy: JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) }).toEqual({ name, policy });
  });

  it('name no hidden attribute, no Scan, no wildcard action, and nothing without naming keys and attributes', () => {
    const hidden = HIDDEN_ATTRIBUTES.filter((path) => !path.includes('.'));
    for (const policy of files.values()) {
      expect(attributesIn(policy).filter((name) => hidden.includes(name))).toEqual([]);
      for (const { Action, Condition } of policy.Statement) {
        expect(Action.filter((action) => /Scan|Delete|PartiQL|\*/.test(action))).toEqual([]);
        expect(Condition.Null).toEqual({ 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' });
      }
    }
  });

  it('a visitor reads of any shop what everybody sees and of orders what is theirs, and products only where they are', () => {
    const anywhere = named('GUEST-reads.json', 'SHOP#*');
    expect(anywhere).toEqual(expect.arrayContaining(['name', 'open', 'guestSessionId', 'total']));
    expect(anywhere.filter((name) => ['price', 'stock', 'taxId', 'customerId', 'visitSerial'].includes(name))).toEqual(
      [],
    );
    expect(named('GUEST-reads.json', 'SHOP#${aws:PrincipalTag/visit}')).toContain('price');
  });

  it('what they cannot narrow stands in the handbook, by name', () => {
    const text = readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8');
    const [, told = ''] = /<!-- not narrowed: a test compares[^>]*-->([\s\S]*?)<!-- end -->/.exec(text) ?? [];
    const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' ');
    const rows = accessConfiguration.roles.flatMap(({ name }) =>
      [...notNarrowed(rules, [name])].map(
        ([partition, attributes]) => `| \`${name}-reads\` | \`${partition}\` | ${list(attributes)} |`,
      ),
    );
    const others = `| \`${PUBLIC}\` | \`SHOP#{shopId}\` | those behind ${list(publicNamesOfOthers(rules))} |`;
    expect(told.trim().split('\n').slice(2)).toEqual([...rows, others]);
  });

  it('whoever may look at an item whose key they know may not look for others: a shop’s orders are listed by its owners alone', () => {
    const listed = [...files].map(([name, { Statement }]) => {
      const ofTable = Statement.filter(
        ({ Action, Resource }) => Action.includes('dynamodb:Query') && Resource.includes('TABLE_ARN'),
      );
      const keys = ofTable.flatMap(
        ({ Condition }) => Condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? [],
      );
      return [name, [...new Set(keys)].filter((key) => !/tenant(?!1\})\d+/.test(key)).sort()] as const;
    });
    const [own, counters] = ['SHOP#${aws:PrincipalTag/tenant1}', 'STATISTICS#*'];
    expect(Object.fromEntries(listed.filter(([, keys]) => keys.length > 0))).toEqual({
      'CUSTOMER+PLATFORM_ADMIN-reads.json': [counters],
      'CUSTOMER+SHOP_OWNER+PLATFORM_ADMIN-reads.json': [own, counters],
      'CUSTOMER+SHOP_OWNER-reads.json': [own],
      'PLATFORM_ADMIN-reads.json': [counters],
      'SHOP_OWNER+PLATFORM_ADMIN-reads.json': [own, counters],
      'SHOP_OWNER-reads.json': [own],
      'SYSTEM-writes.json': ['CUSTOMER#${aws:PrincipalTag/subject}', 'GUEST#*'],
      'server.json': ['USER#*'],
      'server-alone.json': ['CUSTOMER#*', 'GUEST#*', 'SHOP#*', counters, 'USER#*'],
    });
  });

  it('no buyer’s policy names facts of products but where the buyer is', () => {
    for (const role of ['GUEST', 'CUSTOMER']) {
      expect(named(`${role}-reads.json`, 'SHOP#*')).not.toContain('archivedAt');
      expect(named(`${role}-reads.json`, 'SHOP#${aws:PrincipalTag/visit}')).toContain('archivedAt');
    }
  });

  it('everybody reads exactly what everybody sees of a shop, and nothing else', () => {
    expect(PUBLIC_IN_DEPLOY).toBe(PUBLIC);
    const shown = ['address', 'category', 'currencyCode', 'description', 'name', 'open', 'openingHours', 'phoneNumber'];
    expect(named(`${PUBLIC}.json`, 'SHOP#*')).toEqual([...shown, 'pk', 'sk'].sort());
    expect(files.get(`${PUBLIC}.json`)?.Statement).toHaveLength(1);
  });

  it('an owner reads costs in their own shops and nowhere else; an administrator reads counters and nothing else', () => {
    expect(named('SHOP_OWNER-reads.json', 'SHOP#*')).not.toContain('costPrice');
    expect(named('SHOP_OWNER-reads.json', 'SHOP#${aws:PrincipalTag/tenant20}')).toContain('costPrice');
    const keys = files
      .get('PLATFORM_ADMIN-reads.json')
      ?.Statement.flatMap(({ Condition }) => Object.values(Condition['ForAllValues:StringLike'] ?? {}).flat());
    expect(keys).toEqual(['STATISTICS#*']);
  });

  it('no policy of a buyer’s names what the platform needs to know to sell: neither to read nor to write nor to require it', () => {
    const buyers = [...files].filter(([name]) => /^(GUEST|CUSTOMER)-(reads|writes)\.json$/.test(name));
    expect(buyers).toHaveLength(4);
    for (const [name, policy] of buyers) {
      const named = attributesIn(policy).filter((attribute) => INTERNAL.has(attribute.split('#')[0] ?? ''));
      expect({ name, named }).toEqual({ name, named: [] });
    }
  });

  it('counters of the platform and of buyers are in no policy to write by but the system’s', () => {
    for (const [name, { Statement }] of files) {
      const keys = Statement.flatMap(({ Condition }) =>
        Object.values(Condition['ForAllValues:StringLike'] ?? {}).flat(),
      );
      const counters = keys.some((key) => /^(STATISTICS|GUEST#\*)/.test(key));
      if (name.endsWith('-writes.json'))
        expect({ name, counters }).toEqual({ name, counters: name === `${SYSTEM}.json` });
    }
  });

  it('the system has a policy of its own, which reaches a shop’s costs only where the caller is', () => {
    expect(SYSTEM_IN_DEPLOY).toBe(SYSTEM);
    expect(named(`${SYSTEM}.json`, 'SHOP#${aws:PrincipalTag/visit}')).toEqual(
      expect.arrayContaining(['costPrice', 'commissionRate', 'stock', 'orderCount']),
    );
    const anywhere = named(`${SYSTEM}.json`, 'SHOP#*');
    expect(anywhere.filter((name) => ['costPrice', 'commissionRate', 'taxId', 'payoutIban'].includes(name))).toEqual(
      [],
    );
  });

  it('there is one to read by for every set of roles that a caller can have', () => {
    const sets = roleSetsOf(accessConfiguration).map(roleSetName);
    expect(sets).toEqual(expect.arrayContaining(['GUEST', 'NONE', 'CUSTOMER+SHOP_OWNER+PLATFORM_ADMIN']));
    expect(sets).toHaveLength(9);
    expect([...files.keys()]).toEqual(expect.arrayContaining(sets.map((set) => `${set}-reads.json`)));
  });

  it('whoever sends notices may read what these are made of', () => {
    for (const { key, attributes } of Object.values(notificationRules.reads)) {
      const readable = named('server-alone.json', key.pk.replace(/\{\w+\}/, '*'));
      expect(attributes.filter((name) => !readable.includes(name))).toEqual([]);
    }
  });

  it('fit into policies of AWS, statement by statement', () => {
    const lengths = [...files.values()].flatMap(({ Statement }) =>
      Statement.map((each) => JSON.stringify(each).length),
    );
    expect(Math.max(...lengths)).toBeLessThan(6144 - 900);
  });
});
