import { factsLookedAt } from '../access/factKey';
import type { HoldingSource, AccessConfiguration } from '../access/AccessConfiguration';
import type { Rule } from '../access/Rule';
import type { SecondFactorRecord } from '../loading/SecondFactors';
import type { CallerRecords } from '../loading/TableCallerFacts';
import type { RowPartitions, StoreAccess, WriteAccess } from '../loading/WriteAccess';
import type { AccessPattern } from '../model/AccessPattern';
import type { Model, TypeModel } from '../model/Model';
import { placeholdersOf, type KeyTemplate } from '../storage/keys';
import { firstLevel, Partitions, type Holding, type Scope } from './Partitions';

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

/** What one role of the cloud's may do, by the kind of request. Policies say it to AWS; sessions are chosen by it. */
export interface Access {
  /** Items that are got by their keys. */
  readonly looking: readonly Scope[];
  /** Partitions that are listed. Who may look at an item whose key they know need not be able to find it. */
  readonly listing: readonly Scope[];
  readonly requiring: readonly Scope[];
  readonly writing: readonly Scope[];
}

/**
 * What callers with these roles may read: in each kind of partition exactly the attributes that their rules can ever show there, the
 * facts that the rules look at, and keys. Where the key carries what the caller must hold, only partitions that the session names.
 */
export function readAccess(rules: StoreRules, roles: readonly string[]): Access {
  const items = new Partitions();
  const lists = new Partitions();
  for (const type of rules.model.types.values()) addType(type.stored ? items : lists, rules, type, roles);
  for (const pattern of rules.patterns) addList(lists, rules, pattern, roles);
  const ofIndexes = rules.patterns.flatMap((pattern) => indexScopes(rules, pattern, roles));
  return readingOnly(items.all(), [...lists.all(), ...ofIndexes]);
}

/**
 * What everybody may read, so that nobody need be named: exactly the attributes that visitors see always, whoever and wherever they are.
 * (Whoever may not see even that asks in a role of their own: see `IamPrincipal`.)
 */
export function publicAccess(rules: Pick<StoreRules, 'model' | 'rows'>): Access {
  return readingOnly(alwaysAccess(rules, visitorsOf(rules.model.access)));
}

/** What callers with all these roles see always. */
function alwaysAccess({ model, rows }: Pick<StoreRules, 'model' | 'rows'>, roles: readonly string[]): Scope[] {
  const partitions = new Partitions();
  for (const type of model.types.values()) {
    const partition = partitionOf(type, rows);
    if (partition === undefined || !type.rule) continue;
    for (const { rules, attributes } of type.fields.values())
      if (rules.length > 0 && rules.every((rule) => isAlwaysFor(rule, roles)))
        partitions.add(partition, null, attributes);
  }
  return partitions.all();
}

/**
 * Attributes that callers with these roles may ask AWS for in partitions of any tenant, by the partition's template, though the rules show
 * them of their own items alone: what an item is of stands in the item, which policies do not see.
 */
export function notNarrowed(rules: StoreRules, roles: readonly string[]): Map<string, string[]> {
  const shown = new Map(alwaysAccess(rules, roles).map(({ places, attributes }) => [places[0]?.partition, attributes]));
  const open = readAccess(rules, roles).looking.flatMap(({ places, attributes }) =>
    places.map(({ partition, held }) => ({ partition, held, attributes })),
  );
  const rows = open
    .filter(({ held }) => held === null)
    .map(({ partition, attributes }) => {
      const more = attributes.filter((name) => !shown.get(partition)?.includes(name));
      return [partition, more.sort()] as const;
    });
  return new Map(rows.filter(([, attributes]) => attributes.length > 0));
}

/** Fields that are not public, of items in the same partitions, behind which stands an attribute with the name of a public one. */
export function publicNamesOfOthers({ model, rows }: StoreRules): string[] {
  const [scope] = publicAccess({ model, rows }).looking;
  const visitors = visitorsOf(model.access);
  const others = [...model.types.values()].filter(
    (type) => type.rule && !isAlwaysFor(type.rule, visitors) && partitionOf(type, rows) === scope?.places[0]?.partition,
  );
  return others
    .flatMap(({ fields }) => [...fields.values()])
    .filter(({ attributes: [own] }) => own !== undefined && scope?.attributes.includes(firstLevel(own)))
    .map(({ coordinate }) => coordinate)
    .sort();
}

/** Keys of the items that have such attributes. Policies cannot tell items of one partition apart; whoever chooses a session can. */
export function publicKeys({ model, rows }: Pick<StoreRules, 'model' | 'rows'>): KeyTemplate[] {
  const { looking } = publicAccess({ model, rows });
  const partitions = looking.flatMap(({ places }) => places.map(({ partition }) => partition));
  const visitors = visitorsOf(model.access);
  return [...model.types.values()].flatMap(({ stored, rule }) =>
    stored && rule && partitions.includes(stored.key.pk) && isAlwaysFor(rule, visitors) ? [stored.key] : [],
  );
}

/** What the writes of callers with these roles look at and change; nothing is written but in a transaction. */
export function writeAccess({ writes }: StoreRules, roles: readonly string[]): Access {
  return accessTo(writes.filter((each) => each.roles.some((role) => roles.includes(role))));
}

/**
 * What the system itself reads and writes to act for callers, which goes into no answer. Its session says who the caller is, so that it
 * reaches no further for them than it must.
 */
export function systemAccess({ system }: StoreRules): Access {
  return accessTo(system);
}

function readingOnly(looking: readonly Scope[], listing: readonly Scope[] = []): Access {
  return { looking, listing, requiring: [], writing: [] };
}

function accessTo(mine: readonly StoreAccess[]): Access {
  const inTable = mine.filter(({ index }) => index === undefined);
  const ofIndexes = mine.flatMap(({ index, partition, held, looksAt }): Scope[] =>
    index ? [{ places: [{ partition, held }], attributes: looksAt ?? [], index }] : [],
  );
  const batches = inTable.flatMap(({ partition, held, together, looksAt }): Scope[] =>
    together && looksAt ? [{ places: [{ partition, held }, together], attributes: looksAt }] : [],
  );
  const requiring = scopesOf(inTable, (each) => each.writes);
  return {
    looking: [...scopesOf(inTable, ({ looksAt }) => looksAt), ...batches],
    listing: [...scopesOf(inTable, ({ listsKeys }) => (listsKeys === true ? [] : null)), ...ofIndexes],
    requiring,
    writing: requiring.filter(({ attributes }) => attributes.length > 0),
  };
}

function scopesOf(
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

function visitorsOf({ roles }: AccessConfiguration): string[] {
  return roles.filter(({ cognitoGroup }) => cognitoGroup === null).map(({ name }) => name);
}

function isAlwaysFor({ grants, absentWhen }: Rule, roles: readonly string[]): boolean {
  const isAlways = roles.every((each) =>
    grants.some(({ role, condition }) => role === each && condition.name === 'always'),
  );
  // An item that may be absent for them is one of which a fact is to be known first.
  return isAlways && !absentWhen?.roles.some((role) => roles.includes(role));
}

function partitionOf({ stored, name }: TypeModel, rows: RowPartitions): string | undefined {
  return stored?.key.pk ?? rows[name];
}

function addType(partitions: Partitions, rules: StoreRules, type: TypeModel, roles: readonly string[]): void {
  const partition = partitionOf(type, rules.rows);
  if (partition === undefined || !type.rule) return;
  for (const { rules: ofField, attributes } of type.fields.values())
    for (const holding of holdingsOf(rules.model, ofField, roles, partition))
      partitions.add(partition, holding, attributes);
  const facts = factsOf(type, roles);
  if (facts.length === 0) return;
  // Where the key alone says that they may not see the item, its facts are not asked for.
  for (const holding of holdingsOf(rules.model, [type.rule], roles, partition))
    partitions.add(partition, holding, facts);
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
function holdingOf({ access }: Model, role: string, condition: string, partition: string): Holding | null {
  const owns = access.roles.find(({ name }) => name === role)?.owns;
  const held =
    condition === 'visit' ? ({ fact: access.visit.fact, by: 'visit' } as const) : condition === 'own' ? owns : null;
  if (!held || !placeholdersOf(partition).includes(held.fact)) return null;
  return { placeholder: held.fact, by: held.by satisfies HoldingSource };
}

/** What callers must hold of whom the key of its partition says that they may see the list. */
function listHoldings(
  { model }: StoreRules,
  { partition, type }: AccessPattern,
  roles: readonly string[],
): (Holding | null)[] {
  const mine = model.types.get(type)?.rule?.grants.filter(({ role }) => roles.includes(role)) ?? [];
  return mine.flatMap(({ role, condition }) => {
    const holding = holdingOf(model, role, condition.name, partition);
    return holding || condition.name === 'always' ? [holding] : [];
  });
}

/** A list in the table brings of its items what the rules show in the same partitions. */
function addList(lists: Partitions, rules: StoreRules, pattern: AccessPattern, roles: readonly string[]): void {
  const type = rules.model.types.get(pattern.type);
  if (pattern.index || !type) return;
  const holders = listHoldings(rules, pattern, roles).map((holding) => holding?.by);
  const items = new Partitions();
  addType(items, rules, type, roles);
  for (const { places, attributes } of items.all())
    for (const { partition, held } of places) if (holders.includes(held?.by)) lists.add(partition, held, attributes);
}

/** An index brings keys, and what its list can be filtered by. */
function indexScopes(rules: StoreRules, pattern: AccessPattern, roles: readonly string[]): Scope[] {
  const { index, partition, type: typeName, filters } = pattern;
  const type = rules.model.types.get(typeName);
  if (!index || !type) return [];
  const partitions = new Partitions();
  for (const holding of listHoldings(rules, pattern, roles)) partitions.add(partition, holding, []);
  const filtered = Object.values(filters).flatMap((field) => type.fields.get(field)?.attributes[0] ?? []);
  return partitions.all().map(({ places }) => ({ places, attributes: filtered, index }));
}
