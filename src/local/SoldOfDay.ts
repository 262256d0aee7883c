import { setTimeout as delay } from 'node:timers/promises';
import { GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { soldKey } from '../../schema/keys';
import { Expressions } from '../storage/expressions';
import { fillKey, matchKey, type Key } from '../storage/keys';
import { storedInteger } from '../storage/storedInteger';
import { knownOf, nameOf, soldAddition, type SoldNumbers, type TransactItem } from './soldMonth';
import type { Store } from './store';

/** What others change all the time is left alone for a while, so that they come through as well. */
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 2000;

/** An expression takes 300 operators: two numbers of each product are required to be what they were. */
const AT_ONCE = 40;

type Maps = Readonly<Record<'unitsByProduct' | 'totalByProduct', Readonly<Record<string, unknown>>>>;

/** What release 0.2 counted of products in one shop's day. */
export class SoldOfDay {
  private readonly key: Key;
  private readonly day: string;

  /** `name`: as a recount tells it, `<partition>/SALES#<day>`. */
  constructor(
    private readonly store: Pick<Store, 'client' | 'tableName'>,
    name: string,
  ) {
    const [pk = '', sk = ''] = name.split('/');
    this.key = { pk, sk };
    this.day = sk.slice('SALES#'.length);
  }

  /** Until nothing is left there. Whatever changed meanwhile is looked at again. */
  async move(): Promise<void> {
    let conflicts = 0;
    for (let maps = await this.read(); maps; maps = await this.read()) {
      const { unitsByProduct: units, totalByProduct: totals } = maps;
      const products = [...new Set([...Object.keys(units), ...Object.keys(totals)])].slice(0, AT_ONCE);
      const isDone = await (products.length > 0 ? this.moveSome(products, maps) : this.removeMaps());
      conflicts = isDone ? 0 : conflicts + 1;
      if (!isDone) await delay(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** conflicts, LONGEST_PAUSE_MS));
    }
  }

  /** `null` where the day counts no products any more. */
  private async read(): Promise<Maps | null> {
    const { client, tableName } = this.store;
    const { Item } = await client.send(
      new GetCommand({
        TableName: tableName,
        Key: this.key,
        ConsistentRead: true,
        ProjectionExpression: 'unitsByProduct, totalByProduct',
      }),
    );
    const { unitsByProduct, totalByProduct } = (Item ?? {}) as Partial<Maps>;
    if (!unitsByProduct && !totalByProduct) return null;
    return { unitsByProduct: unitsByProduct ?? {}, totalByProduct: totalByProduct ?? {} };
  }

  private async moveSome(products: readonly string[], maps: Maps): Promise<boolean> {
    const shopId = matchKey(soldPartition, { pk: this.key.pk, sk: '' })?.shopId ?? '';
    const [month, day] = [this.day.slice(0, 'YYYY-MM'.length), this.day.slice('YYYY-MM-'.length)];
    const keys = products.map((productId) => fillKey(soldKey, { shopId, month, productId }));
    const known = await knownOf(this.store, keys);
    const additions = keys.map((key, index) => {
      const numbers = numbersOf(maps, products[index] ?? '');
      return soldAddition(this.store.tableName, key, { day, numbers, isKnown: known.has(nameOf(key)) });
    });
    const TransactItems = [this.removal(products, maps), ...additions];
    return isMade(this.store.client.send(new TransactWriteCommand({ TransactItems })));
  }

  private removal(products: readonly string[], maps: Maps): TransactItem {
    const expressions = new Expressions();
    const paths = products.flatMap((product) =>
      (['unitsByProduct', 'totalByProduct'] as const)
        .filter((map) => maps[map][product] !== undefined)
        .map((map) => ({ path: expressions.path(`${map}.${product}`), value: maps[map][product] })),
    );
    return {
      Update: {
        TableName: this.store.tableName,
        Key: { ...this.key },
        UpdateExpression: `REMOVE ${paths.map(({ path }) => path).join(', ')}`,
        ConditionExpression: paths.map(({ path, value }) => `${path} = ${expressions.value(value)}`).join(' AND '),
        ...expressions.attributes(),
      },
    };
  }

  /** Unless somebody has counted there again. */
  private async removeMaps(): Promise<boolean> {
    const expressions = new Expressions();
    const paths = ['unitsByProduct', 'totalByProduct'].map((name) => expressions.path(name));
    const none = expressions.value(0);
    const command = new UpdateCommand({
      TableName: this.store.tableName,
      Key: { ...this.key },
      UpdateExpression: `REMOVE ${paths.join(', ')}`,
      ConditionExpression: paths
        .map((path) => `(attribute_not_exists(${path}) OR size(${path}) = ${none})`)
        .join(' AND '),
      ...expressions.attributes(),
    });
    return isMade(this.store.client.send(command));
  }
}

const soldPartition = { pk: soldKey.pk, sk: '' };

/** A number that is missing stays so: with the other alone a figure is faulty, as it was. */
function numbersOf({ unitsByProduct, totalByProduct }: Maps, product: string): SoldNumbers {
  const numbers = { unitsByDay: unitsByProduct[product], totalByDay: totalByProduct[product] };
  const known = Object.entries(numbers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([map, value]) => [map, storedInteger(value)]));
}

/** `false` where what was read is not so any more, or somebody writes there in this moment: it is to be read again. */
async function isMade(write: Promise<unknown>): Promise<boolean> {
  return write.then(
    () => true,
    (cause: unknown) => {
      if (isConflict(cause)) return false;
      throw cause;
    },
  );
}

function isConflict(cause: unknown): boolean {
  const { name, CancellationReasons = [] } = cause as { name?: string; CancellationReasons?: { Code?: string }[] };
  if (name === 'ConditionalCheckFailedException') return true;
  const codes = CancellationReasons.map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  const isChange = codes.every((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict');
  return name === 'TransactionCanceledException' && codes.length > 0 && isChange;
}
