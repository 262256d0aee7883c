import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { Expressions, type AttributePath } from './expressions';
import type { Key } from './keys';
import { WITH_CAPACITY, type Item } from './requests';

/** What must hold of an item, at the moment of the write, for the write to happen. */
export type Requirement =
  | { readonly kind: 'exists' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'equals'; readonly attribute: AttributePath; readonly value: unknown }
  | { readonly kind: 'oneOf'; readonly attribute: AttributePath; readonly values: readonly unknown[] }
  | { readonly kind: 'atLeast'; readonly attribute: AttributePath; readonly value: number }
  | { readonly kind: 'atMost'; readonly attribute: AttributePath; readonly value: number }
  /** The attribute is not there, or is zero: a counter that has counted nothing. */
  | { readonly kind: 'absentOrZero'; readonly attribute: AttributePath }
  /** A counter that has not counted to this value yet; one that is not there has counted nothing. */
  | { readonly kind: 'below'; readonly attribute: AttributePath; readonly value: number }
  /** As reading takes it: there is no such attribute, or a stored NULL. */
  | { readonly kind: 'absent'; readonly attribute: AttributePath };

/** Every write says what must hold; there is no unconditional one. */
export type Requirements = readonly [Requirement, ...Requirement[]];

/** What an update changes; at least one of the three is there. */
export interface Changes {
  readonly set?: Readonly<Record<AttributePath, unknown>>;
  /** Adds to numbers, which count from 0 where they are absent; also to members of maps that are there. */
  readonly add?: Readonly<Record<AttributePath, number>>;
  readonly remove?: readonly AttributePath[];
}

/** One write of a transaction, on one item. */
export type Write =
  | { readonly kind: 'check'; readonly key: Key; readonly require: Requirements }
  | { readonly kind: 'put'; readonly key: Key; readonly item: Item; readonly require: Requirements }
  | ({ readonly kind: 'update'; readonly key: Key; readonly require: Requirements } & Changes);

/** DynamoDB's limit for one TransactWriteItems. */
const TRANSACTION_SIZE = 100;

export const EXISTS: Requirement = { kind: 'exists' };
export const MISSING: Requirement = { kind: 'missing' };

/** What a write requires or changes of its item: attributes, and paths into them. */
export function attributesOf(write: Write): AttributePath[] {
  const required = write.require.flatMap((each) => ('attribute' in each ? [each.attribute] : []));
  if (write.kind === 'check') return required;
  if (write.kind === 'put') return [...required, ...Object.keys(write.item)];
  const { set = {}, add = {}, remove = [] } = write;
  return [...required, ...Object.keys(set), ...Object.keys(add), ...remove];
}

/** Builds the transaction, sends nothing. No old item ever comes back, also where a condition fails. */
export function transactionRequest(table: string, writes: readonly Write[]): TransactWriteCommandInput {
  if (writes.length > TRANSACTION_SIZE) {
    throw new RangeError(`a transaction takes ${String(TRANSACTION_SIZE)} items, got ${String(writes.length)}`);
  }
  return { TransactItems: writes.map((write) => transactItem(table, write)), ...WITH_CAPACITY };
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

function transactItem(table: string, write: Write): TransactItem {
  const expressions = new Expressions();
  const ConditionExpression = write.require.map((each) => condition(expressions, each)).join(' AND ');
  const Key = { ...write.key };
  const base = { TableName: table, ConditionExpression, ReturnValuesOnConditionCheckFailure: 'NONE' as const };
  if (write.kind === 'check') return { ConditionCheck: { ...base, Key, ...expressions.attributes() } };
  if (write.kind === 'put') return { Put: { ...base, Item: { ...write.item, ...Key }, ...expressions.attributes() } };
  const UpdateExpression = update(expressions, write);
  return { Update: { ...base, Key, UpdateExpression, ...expressions.attributes() } };
}

function condition(expressions: Expressions, requirement: Requirement): string {
  if (requirement.kind === 'exists') return `attribute_exists(${expressions.path('pk')})`;
  if (requirement.kind === 'missing') return `attribute_not_exists(${expressions.path('pk')})`;
  const name = expressions.path(requirement.attribute);
  switch (requirement.kind) {
    case 'absent':
      return `(attribute_not_exists(${name}) OR attribute_type(${name}, ${expressions.value('NULL')}))`;
    case 'absentOrZero':
      return `(attribute_not_exists(${name}) OR ${name} = ${expressions.value(0)})`;
    case 'below':
      return `(attribute_not_exists(${name}) OR ${name} < ${expressions.value(requirement.value)})`;
    case 'atLeast':
      return `${name} >= ${expressions.value(requirement.value)}`;
    case 'atMost':
      return `${name} <= ${expressions.value(requirement.value)}`;
    case 'equals':
      return `${name} = ${expressions.value(requirement.value)}`;
    case 'oneOf':
      return `${name} IN (${requirement.values.map((value) => expressions.value(value)).join(', ')})`;
  }
}

/** `if_not_exists` rather than `ADD`, which reaches top-level attributes only. */
function update(expressions: Expressions, { set = {}, add = {}, remove = [] }: Changes): string {
  const sets = Object.entries(set).map(([path, value]) => `${expressions.path(path)} = ${expressions.value(value)}`);
  const sums = Object.entries(add).map(([path, value]) => {
    const name = expressions.path(path);
    return `${name} = if_not_exists(${name}, ${expressions.value(0)}) + ${expressions.value(value)}`;
  });
  const clauses = [
    ...(sets.length + sums.length > 0 ? [`SET ${[...sets, ...sums].join(', ')}`] : []),
    ...(remove.length > 0 ? [`REMOVE ${remove.map((path) => expressions.path(path)).join(', ')}`] : []),
  ];
  if (clauses.length === 0) throw new RangeError('an update changes something');
  return clauses.join(' ');
}
