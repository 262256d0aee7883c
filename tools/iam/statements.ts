import type { IndexKeys } from '../../src/storage/requests';

/** A statement of an IAM policy, as far as these are used. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Stands for the table's ARN, which a deployment fills in. */
const TABLE_ARN = 'TABLE_ARN';

const KEYS = ['pk', 'sk'];
/**
 * `ForAllValues` holds of a request that names none; so it must name some. Where a request says what it selects, it selects by name:
 * without a projection it would select everything.
 */
const NAMED = { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' };

/** Reading these attributes, and keys, of items in these partitions whose keys are known. */
export function looking(partitions: readonly string[], attributes: readonly string[]): Omit<Statement, 'Sid'> {
  return reading(['dynamodb:GetItem', 'dynamodb:BatchGetItem'], TABLE_ARN, partitions, [...KEYS, ...attributes]);
}

/** Finding items in these partitions, of the table or of an index, and reading these attributes of them. There is no Scan. */
export function listing(
  partitions: readonly string[],
  attributes: readonly string[],
  index?: IndexKeys,
): Omit<Statement, 'Sid'> {
  const [resource, keys] = index
    ? [`${TABLE_ARN}/index/${index.name}`, [...KEYS, index.pk, index.sk]]
    : [TABLE_ARN, KEYS];
  return reading(['dynamodb:Query'], resource, partitions, [...keys, ...attributes]);
}

function reading(
  actions: readonly string[],
  resource: string,
  partitions: readonly string[],
  attributes: readonly string[],
): Omit<Statement, 'Sid'> {
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: [resource],
    Condition: {
      ...within(partitions, attributes),
      StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
    },
  };
}

/** Writing these attributes in these partitions, together with whatever else the transaction requires. Nothing comes back of old items. */
export function writing(partitions: readonly string[], attributes: readonly string[]): Omit<Statement, 'Sid'> {
  return {
    Effect: 'Allow',
    Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
    Resource: [TABLE_ARN],
    Condition: {
      ...within(partitions, [...KEYS, ...attributes]),
      StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
    },
  };
}

/** The same for what is only required of an item. That exists in transactions alone. */
export function requiring(partitions: readonly string[], attributes: readonly string[]): Omit<Statement, 'Sid'> {
  return {
    Effect: 'Allow',
    Action: ['dynamodb:ConditionCheckItem'],
    Resource: [TABLE_ARN],
    Condition: { ...within(partitions, [...KEYS, ...attributes]) },
  };
}

const TAG = /\$\{aws:PrincipalTag\/\w+\}/g;
const PARTITIONS = 'ForAllValues:StringLike';
const ATTRIBUTES = 'ForAllValues:StringEquals';

/** One statement for all that have the same actions on the same resource, with whatever partition in the place of what a session names. */
export function united(statements: readonly Statement[]): Omit<Statement, 'Sid'>[] {
  const groups = new Map<string, Statement[]>();
  for (const statement of statements) {
    const kind = JSON.stringify([statement.Action, statement.Resource]);
    groups.set(kind, [...(groups.get(kind) ?? []), statement]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const all = [first, ...others];
    const partitions = valuesOf(all, PARTITIONS, 'dynamodb:LeadingKeys').map((key) => key.replace(TAG, '*'));
    const attributes = valuesOf(all, ATTRIBUTES, 'dynamodb:Attributes');
    const { Sid: _, ...rest } = first;
    const condition = { ...rest.Condition, ...within([...new Set(partitions)].sort(), attributes) };
    return [{ ...rest, Condition: condition }];
  });
}

function valuesOf(statements: readonly Statement[], operator: string, key: string): string[] {
  return [...new Set(statements.flatMap(({ Condition }) => Condition[operator]?.[key] ?? []))];
}

function within(partitions: readonly string[], attributes: readonly string[]) {
  return {
    [PARTITIONS]: { 'dynamodb:LeadingKeys': partitions },
    [ATTRIBUTES]: { 'dynamodb:Attributes': [...new Set(attributes)].sort() },
    Null: NAMED,
  };
}
