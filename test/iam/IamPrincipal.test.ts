import * as fc from 'fast-check';
import type { HoldingSource } from '../../src/access/AccessConfiguration';
import { accessConfiguration } from '../../schema';
import { buildApi } from '../../src/compose/api';
import { policyFiles } from '../../tools/iamFiles';
import type { IamPrincipal, Share } from '../../src/iam/IamPrincipal';
import { IamPrincipals } from '../../src/iam/IamPrincipals';
import { roleSetsOf } from '../../src/iam/roleSets';
import { sessionTagsOf, TENANT_TAGS, tenantParts, type Values } from '../../src/iam/sessionTags';
import type { Statement } from '../../tools/iam/statements';
import { storeRules } from '../../src/compose/storeRules';
import { gsi1 } from '../../schema/accessPatterns';
import { keyText } from '../../src/storage/keyValues';

/*
 * Which sessions a request is asked for in, against the policies as they are written for AWS: read here from their JSON, with tags put in,
 * by nothing that chooses.
 */

const rules = storeRules(buildApi().model);
const policies = policyFiles(rules);
const iamPrincipals = new IamPrincipals(rules);
const readers = [...roleSetsOf(accessConfiguration).map((roles) => iamPrincipals.readers(roles)), iamPrincipals.system];

interface Request {
  readonly partitions: ReadonlySet<string>;
  readonly attributes: readonly string[];
  readonly kind: 'items' | 'list';
  readonly index: typeof gsi1 | null;
}

/** Whether one statement allows the request to a session with these tags. */
function isAllowed({ name }: IamPrincipal, request: Request, tags: Readonly<Record<string, string>>): boolean {
  return (policies.get(`${name}.json`)?.Statement ?? []).some((statement) => allows(statement, request, tags));
}

function allows({ Action, Resource, Condition }: Statement, request: Request, tags: Readonly<Record<string, string>>) {
  const isRead = Action.includes(request.kind === 'list' ? 'dynamodb:Query' : 'dynamodb:BatchGetItem');
  const isThere = Resource.includes(request.index ? `TABLE_ARN/index/${request.index.name}` : 'TABLE_ARN');
  const patterns = [Condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []]
    .flat()
    .map((pattern) => pattern.replace(/\$\{aws:PrincipalTag\/(\w+)\}/g, (_, tag: string) => tags[tag] ?? '\n'));
  const named = new Set([Condition['ForAllValues:StringEquals']?.['dynamodb:Attributes'] ?? []].flat());
  const matches = (key: string) =>
    patterns.some((pattern) => (pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern));
  return isRead && isThere && [...request.partitions].every(matches) && request.attributes.every((a) => named.has(a));
}

/** Whether any session that names something the caller holds is allowed to ask for it. */
function isPermitted(iamPrincipal: IamPrincipal, request: Request, partition: string, held: Values): boolean {
  const value = keyText(partition.slice(partition.indexOf('#') + 1)) ?? '';
  const one = { ...request, partitions: new Set([partition]) };
  const sets = [...held].flatMap(([source, values]) =>
    values.has(value) ? [new Map([[source, new Set([value])]]) as Values] : [],
  );
  return [new Map() as Values, ...sets].some((named) =>
    isAllowed(iamPrincipal, one, sessionTagsOf(iamPrincipal.sources, named)),
  );
}

const tenant = fc.integer({ min: 0, max: 250 }).map((n) => `shop-${String(n).padStart(26, '0')}`);
const person = fc.constantFrom('ada', 'bob', 'cy');
const held: fc.Arbitrary<Values> = fc
  .record({
    subject: fc.array(person, { maxLength: 1 }),
    guestSession: fc.array(person, { maxLength: 1 }),
    visit: fc.array(tenant, { maxLength: 1 }),
    tenants: fc.uniqueArray(tenant, { maxLength: 200, size: 'max' }),
  })
  .map((each) => new Map(Object.entries(each).map(([by, values]) => [by as HoldingSource, new Set(values)])));

const EVERY_ATTRIBUTE = [
  ...new Set(
    [...policies.values()].flatMap(({ Statement }) =>
      Statement.flatMap(({ Condition }) => Condition['ForAllValues:StringEquals']?.['dynamodb:Attributes'] ?? []),
    ),
  ),
];
/** Some that are public, some that are a shop's, some of anybody. */
const attributes = fc.oneof(
  fc.subarray(['name', 'open', 'address', 'price', 'stock', 'costPrice', 'taxId', 'total', 'guestSessionId'], {
    maxLength: 3,
  }),
  fc.subarray(EVERY_ATTRIBUTE, { maxLength: 3 }),
);
const partition = fc.oneof(
  { weight: 6, arbitrary: tenant.map((id) => `SHOP#${id}`) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('CUSTOMER', 'GUEST', 'USER'), person).map((all) => all.join('#')) },
);
const inTable = fc
  .record({ partitions: fc.uniqueArray(partition, { minLength: 1, maxLength: 100, size: 'max' }), attributes })
  .map(({ partitions, ...rest }): Request => ({
    ...rest,
    partitions: new Set(partitions),
    kind: 'items',
    index: null,
  }));
const listed = fc
  .record({ partition, attributes })
  .map(({ partition: one, ...rest }): Request => ({ ...rest, partitions: new Set([one]), kind: 'list', index: null }));
const inIndex = fc
  .oneof(
    tenant.map((id) => `CATALOGUE#${id}`),
    partition,
  )
  .map((one): Request => ({ partitions: new Set([one]), attributes: ['status'], kind: 'list', index: gsi1 }));

function expectRightful({ sources }: IamPrincipal, { named }: Share, mine: Values): void {
  for (const [source, values] of named)
    for (const value of values) expect([source, value, mine.get(source)?.has(value)]).toEqual([source, value, true]);
  const tags = sessionTagsOf(sources, named);
  expect(Object.keys(tags).length).toBeLessThanOrEqual(50);
  expect(named.get('tenants')?.size ?? 0).toBeLessThanOrEqual(TENANT_TAGS);
  for (const value of Object.values(tags)) expect(value).toMatch(/^[A-Za-z0-9_.:+=@-]{1,256}$/);
}

describe('whatever a caller owns and whatever is asked for', () => {
  it('sessions name only what the caller holds, no more than AWS takes, and each key that is permitted is allowed in its own', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...readers),
        held,
        fc.oneof(inTable, listed, inIndex),
        (iamPrincipal, mine, request) => {
          const shares = iamPrincipal.shares(request, mine);
          expect(shares.flatMap(({ partitions }) => [...partitions]).sort()).toEqual([...request.partitions].sort());
          for (const share of shares) {
            expectRightful(iamPrincipal, share, mine);
            const tags = sessionTagsOf(iamPrincipal.sources, share.named);
            const permitted = [...share.partitions].filter((each) => isPermitted(iamPrincipal, request, each, mine));
            // A session is for keys that are permitted, all of them, or for those that are refused.
            expect(permitted.length).toBe(
              isAllowed(iamPrincipal, { ...request, partitions: share.partitions }, tags) ? share.partitions.size : 0,
            );
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('a session to read in names what its keys take, and beside several tenants none but those of their part', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...readers.filter(({ isPersonal }) => !isPersonal)),
        held,
        inTable,
        (iamPrincipal, mine, request) => {
          for (const { partitions, named } of iamPrincipal.shares(request, mine)) {
            const inKeys = new Set([...partitions].map((key) => key.slice(key.indexOf('#') + 1)));
            const beside = [...named].flatMap(([by, values]) =>
              [...values].filter((value) => !inKeys.has(value)).map((value) => [by, value] as const),
            );
            if (beside.length === 0) continue;
            expect(new Set(beside.map(([by]) => by))).toEqual(new Set(['tenants']));
            expect(tenantParts(mine.get('tenants') ?? [])).toContainEqual([...(named.get('tenants') ?? [])]);
            expect(partitions.size).toBeGreaterThan(1);
          }
        },
      ),
    );
  });

  it('who holds the same where the keys are has the same sessions, whoever they are', () => {
    const owner = iamPrincipals.readers(['SHOP_OWNER']);
    const asked = { partitions: new Set(['SHOP#alpha']), attributes: ['taxId'], kind: 'items' as const, index: null };
    const of = (subject: string, tenants: string[]): Share[] =>
      owner.shares(
        asked,
        new Map<HoldingSource, Set<string>>([
          ['subject', new Set([subject])],
          ['tenants', new Set(tenants)],
        ]),
      );
    expect(of('ada', ['alpha', 'beta'])).toEqual(of('bob', ['gamma', 'alpha']));
    expect(owner.sources).not.toContain('subject');
  });

  it('whatever shops of theirs an owner asks for, there are few sessions: one of each shop, and one of each part', () => {
    const owner = iamPrincipals.readers(['SHOP_OWNER']);
    const tenants = Array.from({ length: 45 }, (_, n) => `shop-${n}`);
    const asked = fc.array(fc.subarray(tenants, { minLength: 1 }), { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(asked, (requests) => {
        const sessions = requests.flatMap((some) => {
          const partitions = new Set(some.map((id) => `SHOP#${id}`));
          const request = { partitions, attributes: ['taxId'], kind: 'items' as const, index: null };
          return owner.shares(request, new Map([['tenants', new Set(tenants)]]));
        });
        const different = new Set(sessions.map(({ named }) => JSON.stringify(sessionTagsOf(owner.sources, named))));
        expect(different.size).toBeLessThanOrEqual(45 + 3);
      }),
      { numRuns: 10 },
    );
  });

  it('an owner of two hundred shops asks for any hundred of them in ten sessions at most', () => {
    const tenants = Array.from({ length: 200 }, (_, n) => `shop-${n}`);
    const partitions = new Set(tenants.slice(0, 100).map((id) => `SHOP#${id}`));
    const shares = iamPrincipals
      .readers(['SHOP_OWNER'])
      .shares(
        { partitions, attributes: ['taxId'], kind: 'items', index: null },
        new Map([['tenants', new Set(tenants)]]),
      );
    expect(shares.length).toBeLessThanOrEqual(10);
    expect(shares.flatMap((share) => [...share.partitions]).sort()).toEqual([...partitions].sort());
  });
});
