import { keysOf, Partitions } from '../../src/iam/Partitions';
import { readAccess, systemAccess, writeAccess, type Access, type StoreRules } from '../../src/iam/scopes';
import { listing, looking, requiring, united, writing, type Policy, type Statement } from './statements';

/** The key of the item that readiness asks for; it need not exist. */
const PROBE = 'READINESS';

/** What a role of the cloud's is allowed to do, and nothing else. */
export function policyFor(access: Access): Policy {
  return policyOf([
    ...access.looking.map((scope) => looking(keysOf(scope), scope.attributes)),
    ...access.listing.map((scope) => listing(keysOf(scope), scope.attributes, scope.index)),
    ...access.requiring.map((scope) => requiring(keysOf(scope), scope.attributes)),
    ...access.writing.map((scope) => writing(keysOf(scope), scope.attributes)),
  ]);
}

/** What the server asks in its own name: what only the table tells of callers, what it remembers of second factors, whether the table answers. */
export function serverPolicy({ records: { ownership, visitSerial }, secondFactor }: StoreRules): Policy {
  const { serial, failures, forgivenAt } = secondFactor;
  const partitions = new Partitions();
  partitions.add(visitSerial.key.pk, null, [visitSerial.attribute]);
  partitions.add(secondFactor.key.pk, null, [serial]).add(PROBE, null, []);
  const owners = keysOf({ places: [{ partition: ownership.partition, held: null }] });
  const secondFactorKeys = keysOf({ places: [{ partition: secondFactor.key.pk, held: null }] });
  return policyOf([
    ...partitions.all().map((scope) => looking(keysOf(scope), scope.attributes)),
    listing(owners, []),
    writing(secondFactorKeys, [serial, ...Object.values(failures), forgivenAt]),
  ]);
}

/**
 * For a server that asks everything in its own name (ASSUME_ROLE_PER_ROLE off): what any caller may, in whatever partition. What no rule
 * shows and no write takes is refused all the same.
 */
export function unitedPolicy(rules: StoreRules, roleSets: readonly (readonly string[])[]): Policy {
  const accesses = roleSets.flatMap((roles) => [readAccess(rules, roles), writeAccess(rules, roles)]);
  const policies = [...accesses, systemAccess(rules)].map(policyFor);
  return policyOf(united([...policies, serverPolicy(rules)].flatMap(({ Statement }) => Statement)));
}

function policyOf(statements: readonly Omit<Statement, 'Sid'>[]): Policy {
  return {
    Version: '2012-10-17',
    Statement: statements.map((statement, index) => ({ Sid: `Statement${String(index + 1)}`, ...statement })),
  };
}
