import type { HoldingSource } from '../../access/RoleBook';
import { factsLookedAt } from '../../access/factKey';
import type { Rule } from '../../access/Rule';
import type { AccessPattern } from '../../model/AccessPattern';
import type { SecondFactorRecord } from '../../loading/SecondFactors';
import type { CallerRecords } from '../../loading/TableCallerFacts';
import type { RowPartitions, StoreAccess, WriteAccess } from '../../loading/WriteAccess';
import type { Model, TypeModel } from '../../model/Model';
import { placeholdersOf } from '../../storage/keys';
import { keysOf, Partitions, type Holding, type Scope } from './Partitions';
import { looking, requiring, united, writing, type Policy, type Statement } from './statements';

/** All that the policies follow from. */
export interface StoreRules {
  readonly model: Model;
  readonly patterns: readonly AccessPattern[];
  readonly rows: RowPartitions;
  readonly writes: readonly WriteAccess[];
  /** What the system reads and writes in its own name, to act for callers. */
  readonly system: readonly StoreAccess[];
  readonly records: CallerRecords;
  readonly secondFactor: SecondFactorRecord;
}

/** The key of the item that readiness asks for; it need not exist. */
const PROBE = 'READINESS';

/**
 * What callers with these roles may read: in each kind of partition exactly the attributes that their rules can ever show there, the
 * facts that the rules look at, and keys. Where the key carries what the caller must hold, only partitions that the session names.
 */
export function readPolicy(rules: StoreRules, roles: readonly string[]): Policy {
  const partitions = new Partitions();
  for (const type of rules.model.types.values()) addType(partitions, rules, type, roles);
  const lists = rules.patterns.flatMap((pattern) => listStatement(rules, pattern, roles));
  return policyOf([...partitions.all().map(({ keys, attributes }) => looking(keys, attributes)), ...lists]);
}

/** What the writes of callers with these roles look at and change; nothing is written but in a transaction. */
export function writePolicy({ writes }: StoreRules, roles: readonly string[]): Policy {
  return accessPolicy(writes.filter((each) => each.roles.some((role) => roles.includes(role))));
}

/**
 * What the system itself reads and writes to act for callers, which goes into no answer. Its session says who the caller is, so that it
 * reaches no further for them than it must.
 */
export function systemPolicy({ system }: StoreRules): Policy {
  return accessPolicy(system);
}

function accessPolicy(mine: readonly StoreAccess[]): Policy {
  const inTable = mine.filter(({ index }) => index === undefined);
  const lists = mine.flatMap(({ index, partition, held, looksAt }) =>
    index ? [looking(keysOf(partition, held), looksAt ?? [], index)] : [],
  );
  const seen = partitionsOf(inTable, ({ looksAt }) => looksAt).map(({ keys, attributes }) => looking(keys, attributes));
  const batches = inTable.flatMap(({ partition, held, together, looksAt }) =>
    together && looksAt
      ? [looking([...keysOf(partition, held), ...keysOf(together.partition, together.held)], looksAt)]
      : [],
  );
  const required = partitionsOf(inTable, (each) => each.writes);
  const changed = required.filter(({ attributes }) => attributes.length > 0);
  return policyOf([
    ...seen,
    ...batches,
    ...lists,
    ...required.map(({ keys, attributes }) => requiring(keys, attributes)),
    ...changed.map(({ keys, attributes }) => writing(keys, attributes)),
  ]);
}

/** What the server asks in its own name: what only the table tells of callers, what it remembers of second factors, whether the table answers. */
export function serverPolicy({ records: { ownership, visitSerial }, secondFactor }: StoreRules): Policy {
  const { serial, failures, forgivenAt } = secondFactor;
  const partitions = new Partitions();
  partitions.add(ownership.partition, null, []).add(visitSerial.key.pk, null, [visitSerial.attribute]);
  partitions.add(secondFactor.key.pk, null, [serial]).add(PROBE, null, []);
  const remembered = keysOf(secondFactor.key.pk, null);
  return policyOf([
    ...partitions.all().map(({ keys, attributes }) => looking(keys, attributes)),
    writing(remembered, [serial, ...Object.values(failures), forgivenAt]),
  ]);
}

/**
 * For a server that asks everything in its own name (ASSUME_ROLE_PER_ROLE off): what any caller may, in whatever partition. What no rule
 * shows and no write takes is refused all the same.
 */
export function unitedPolicy(rules: StoreRules, roleSets: readonly (readonly string[])[]): Policy {
  const policies = roleSets.flatMap((roles) => [readPolicy(rules, roles), writePolicy(rules, roles)]);
  return policyOf(
    united([...policies, systemPolicy(rules), serverPolicy(rules)].flatMap(({ Statement }) => Statement)),
  );
}

function policyOf(statements: readonly Omit<Statement, 'Sid'>[]): Policy {
  return {
    Version: '2012-10-17',
    Statement: statements.map((statement, index) => ({ Sid: `Statement${String(index + 1)}`, ...statement })),
  };
}

function partitionsOf(
  accesses: readonly StoreAccess[],
  attributesOf: (access: StoreAccess) => readonly string[] | null,
): Scope[] {
  const partitions = new Partitions();
  for (const each of accesses) {
    const attributes = attributesOf(each);
    if (attributes) partitions.add(each.partition, each.held, attributes);
  }
  return partitions.alone();
}

function addType(partitions: Partitions, rules: StoreRules, type: TypeModel, roles: readonly string[]): void {
  const partition = type.stored?.key.pk ?? rules.rows[type.name];
  if (partition === undefined || !type.rule) return;
  for (const { rules: ofField, attributes } of type.fields.values())
    for (const holding of holdingsOf(rules.model, ofField, roles, partition))
      partitions.add(partition, holding, attributes);
  const facts = factsOf(type, roles);
  if (facts.length > 0) partitions.add(partition, null, facts);
}

/** The facts in the item that the rules look at for callers with these roles. */
function factsOf({ stored, rule, fields }: TypeModel, roles: readonly string[]): string[] {
  const all = [rule, ...[...fields.values()].map(({ ownRule }) => ownRule)];
  const facts = all.flatMap((each) => (each ? (factsLookedAt(each, roles) ?? []) : []));
  return [...new Set(facts.filter((fact) => stored?.facts.includes(fact)))];
}

/** Under what the caller must hold all rules can allow; `null`: whatever partition it is. Empty: they never do. */
function holdingsOf(
  model: Model,
  rules: readonly Rule[],
  roles: readonly string[],
  partition: string,
): readonly (Holding | null)[] {
  if (rules.length === 0) return [];
  const each = rules.map(({ grants }) =>
    grants
      .filter(({ role }) => roles.includes(role))
      .map(({ role, condition }) => holdingOf(model, role, condition.name, partition)),
  );
  return each.reduce((left, right) => left.flatMap((one) => right.map((other) => one ?? other)));
}

/** What a caller in this role must hold for the condition, where the partition's key tells; `null` where it does not. */
function holdingOf({ book }: Model, role: string, condition: string, partition: string): Holding | null {
  const owns = book.roles.find(({ name }) => name === role)?.owns;
  const held =
    condition === 'visit' ? ({ fact: book.visit.fact, by: 'visit' } as const) : condition === 'own' ? owns : null;
  if (!held || !placeholdersOf(partition).includes(held.fact)) return null;
  return { placeholder: held.fact, by: held.by satisfies HoldingSource };
}

/** An index brings keys, and what its list can be filtered by, to whom the key of its partition says that they may see the list. */
function listStatement(
  { model }: StoreRules,
  pattern: AccessPattern,
  roles: readonly string[],
): Omit<Statement, 'Sid'>[] {
  const { index, partition, type: typeName, filters } = pattern;
  const type = model.types.get(typeName);
  if (!index || !type?.rule) return [];
  const mine = type.rule.grants.filter(({ role }) => roles.includes(role));
  const holdings = mine.flatMap(({ role, condition }) => {
    const holding = holdingOf(model, role, condition.name, partition);
    return holding || condition.name === 'always' ? [holding] : [];
  });
  if (holdings.length === 0) return [];
  const partitions = new Partitions();
  for (const holding of holdings) partitions.add(partition, holding, []);
  const filtered = Object.values(filters).flatMap((field) => type.fields.get(field)?.attributes[0] ?? []);
  return partitions.all().map(({ keys }) => looking(keys, filtered, index));
}
