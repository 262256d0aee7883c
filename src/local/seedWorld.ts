import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { planCatalogue, planMoreProducts } from './demo/catalogue';
import { productItem } from './demo/catalogueItems';
import { planCustomers } from './demo/customers';
import { orderItems } from './demo/orderItems';
import { planOrderDays, type OrderDay } from './demo/orders';
import type { CustomerPlan, ShopPlan, WorldOptions } from './demo/plan';
import {
  add,
  buyerDayItem,
  growthOf,
  platformCountersOfBuyer,
  platformCountersOfShop,
  shardOf,
  soldItems,
  statisticsKey,
  tallyDay,
  type Counters,
  type DayTally,
  type ShopDay,
  type SoldItem,
} from './demo/tally';
import { itemsOfCustomers, itemsOfShop } from './demo/world';
import { counterIn } from '../storage/storedInteger';
import { LocalFailure } from './failure';
import { MarkedTransactions, readMarks } from './MarkedTransactions';
import { salesAddition } from './salesAddition';
import { knownOf, nameOf, soldAddition, type TransactItem } from './soldMonth';
import type { Store } from './store';
import { readJobs, TABLE_FORMAT, worldOptionsOf, writeJob, type WorldJob } from './worldJobs';
import { writeItems, type Item } from './write';

export interface SeedRequest {
  readonly shops: number;
  readonly products: number;
  readonly orders: number;
}

export interface SeedResult {
  readonly items: number;
  readonly resumed: boolean;
}

/** A transaction takes 100 items: these sales, the platform's counters, and the mark that this was done. */
const SHOPS_PER_TRANSACTION = 40;
/** The same, less the mark. */
const PER_TRANSACTION = 99;
const ORDERS_PER_CUSTOMER = 20;

/**
 * Adds that many shops, products and orders (with customers who place them) to what is there.
 *
 * Restartable: everything but counters is made again as it was, under the same keys. Counters are added to in
 * transactions that also write a mark, and what is marked is not added again. A run that was interrupted is completed by
 * asking for the same again; only then does asking again mean more. `madeTable`: see {@link WorldJob}.
 */
export async function seedWorld(
  request: SeedRequest,
  store: Store,
  onWritten: (count: number) => void,
  madeTable?: string,
): Promise<SeedResult> {
  const jobs = await readJobs(store);
  const begun = jobs.find((job) => job.generation > 0 && job.state === 'writing' && isFor(request, job));
  const job = begun ?? { ...newJob(request, jobs), ...(madeTable !== undefined && { madeTable }) };
  await writeJob(store, job);
  const seeding = new Seeding(store, job, await readMarks(store, marksOf(job)), onWritten);
  const items = await seeding.run(demoShops(jobs));
  await writeJob(store, { ...job, state: 'complete' });
  return { items, resumed: begun !== undefined };
}

function isFor({ shops, products, orders }: SeedRequest, { size }: WorldJob): boolean {
  return size.shops === shops && size.products === products && size.orders === orders;
}

function newJob(request: SeedRequest, jobs: readonly WorldJob[]): WorldJob {
  const generation = Math.max(0, ...jobs.map((job) => job.generation)) + 1;
  const customers = Math.ceil(request.orders / ORDERS_PER_CUSTOMER);
  const size = { ...request, customers };
  return { generation, state: 'writing', format: TABLE_FORMAT, size, now: new Date().toISOString() };
}

/** The demo's shops as they were made; they get some of the orders, too. */
function demoShops(jobs: readonly WorldJob[]): ShopPlan[] {
  const demo = jobs.find((job) => job.generation === 0 && job.state === 'complete');
  return demo ? planCatalogue(worldOptionsOf(demo)) : [];
}

const growthMark = (start: number): string => `GROWTH#${String(start).padStart(6, '0')}`;
const soldMark = (day: string, index: number): string => `PRODUCTS#${day}#${String(index).padStart(4, '0')}`;

/** Of which partition the marks are. */
const marksOf = ({ generation }: WorldJob): string => `WORLD#${generation}`;

class Seeding {
  private readonly options: WorldOptions;
  private readonly once: MarkedTransactions;
  private written = 0;

  constructor(
    private readonly store: Store,
    private readonly job: WorldJob,
    private readonly marks: ReadonlySet<string>,
    private readonly onWritten: (count: number) => void,
  ) {
    this.options = worldOptionsOf(job);
    this.once = new MarkedTransactions(store, marksOf(job), (count) => this.count(count));
  }

  async run(demo: readonly ShopPlan[]): Promise<number> {
    const { shops, products, orders } = this.job.size;
    const added = shops > 0 ? planCatalogue(this.options) : planMoreProducts(demo, this.options);
    const selling = [...demo, ...added].filter((shop) => shop.products.length > 0);
    if (shops === 0 && products > 0 && demo.length === 0) throw new LocalFailure(NO_SHOPS);
    if (orders > 0 && selling.length === 0) throw new LocalFailure(NO_SHOPS);
    const customers = planCustomers(this.options);
    await this.catalogue(added, customers);
    await this.growth(shops > 0 ? added : [], customers);
    for (const day of planOrderDays({ shops: selling, customers, options: this.options })) await this.day(day);
    return this.written;
  }

  private async catalogue(shops: readonly ShopPlan[], customers: readonly CustomerPlan[]): Promise<void> {
    const { job, options } = this;
    const isNew = job.size.shops > 0;
    const ofShop = (shop: ShopPlan, index: number): Item[] =>
      isNew ? itemsOfShop(shop, index, options) : shop.products.map((product) => productItem(shop, product, options));
    const batches = function* (): Generator<Item[]> {
      for (const [index, shop] of shops.entries()) yield ofShop(shop, index);
      yield itemsOfCustomers(customers);
    };
    if (this.marks.has(growthMark(0))) return;
    await this.put(batches());
  }

  /** How many shops and customers there are, by the days on which they came. The first of the marks is set even if none did. */
  private async growth(shops: readonly ShopPlan[], customers: readonly CustomerPlan[]): Promise<void> {
    const growth = [...growthOf(shops, customers)];
    for (let start = 0; start === 0 || start < growth.length; start += PER_TRANSACTION) {
      const mark = growthMark(start);
      if (this.marks.has(mark)) continue;
      const some = growth.slice(start, start + PER_TRANSACTION);
      await this.once.transact(mark, () => Promise.resolve(some.map(([sk, counters]) => this.addition(sk, counters))));
    }
  }

  private async day(orderDay: OrderDay): Promise<void> {
    const tally = tallyDay(orderDay);
    const groups = chunksOf(tally.shopDays, SHOPS_PER_TRANSACTION);
    const sks = groups.map((_, index) => `DAY#${orderDay.day}#${index}`);
    const sold = tally.shopDays.flatMap(soldItems);
    const ofSold = chunksOf(sold, PER_TRANSACTION).map((some, index) => ({
      some,
      mark: soldMark(orderDay.day, index),
    }));
    const marks = [...sks, ...ofSold.map(({ mark }) => mark)];
    if (marks.every((sk) => this.marks.has(sk)) && sks.length > 0) return;
    await this.put([orderDay.orders.flatMap(orderItems), tally.buyerDays.map(buyerDayItem)]);
    for (const [index, group] of groups.entries()) {
      await this.addSales(sks[index] ?? '', { shopDays: group, buyerDays: index === 0 ? tally.buyerDays : [] });
    }
    for (const { some, mark } of ofSold) await this.addSold(mark, some);
  }

  /** Adds a day to months of products, or makes them where it is the first of its month. */
  private async addSold(mark: string, sold: readonly SoldItem[]): Promise<void> {
    if (this.marks.has(mark)) return;
    await this.once.transact(mark, async () => {
      const known = await knownOf(this.store, sold);
      return sold.map((item) => {
        const [day = ''] = Object.keys(item.unitsByDay);
        const numbers = { unitsByDay: item.unitsByDay[day] ?? 0, totalByDay: item.totalByDay[day] ?? 0 };
        return soldAddition(this.store.tableName, item, { day, numbers, isKnown: known.has(nameOf(item)) });
      });
    });
  }

  /** Reads what the shops have sold that day, and adds to it if it is still so when that is written. */
  private async addSales(mark: string, { shopDays, buyerDays }: DayTally): Promise<void> {
    const day = shopDays[0]?.day;
    if (day === undefined || this.marks.has(mark)) return;
    await this.once.transact(mark, async () => {
      const known = await this.readSales(shopDays);
      const counters: Counters = {};
      for (const buyerDay of buyerDays) add(counters, platformCountersOfBuyer(buyerDay));
      for (const each of shopDays) {
        const isFirst = (counter: string) => !hasOrders(known.get(each.shop.slug), counter);
        add(counters, platformCountersOfShop(each, isFirst));
      }
      const sales = shopDays.map((each) => salesAddition(this.store.tableName, each, known.get(each.shop.slug)));
      return [this.addition(`DAY#${day}`, counters), ...sales];
    });
  }

  private async readSales(shopDays: readonly ShopDay[]): Promise<Map<string, Item>> {
    const { client, tableName } = this.store;
    const Keys = shopDays.map(({ shop, day }) => ({ pk: `SHOP#${shop.slug}`, sk: `SALES#${day}` }));
    const { Responses } = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: true } } }),
    );
    const items = (Responses?.[tableName] ?? []) as Item[];
    return new Map(items.map((item) => [item.pk.slice('SHOP#'.length), item]));
  }

  private addition(sk: string, counters: Counters): TransactItem {
    const names = Object.keys(counters);
    return {
      Update: {
        TableName: this.store.tableName,
        Key: statisticsKey(shardOf(`${marksOf(this.job)}${sk}`), sk),
        UpdateExpression: `ADD ${names.map((_, index) => `#n${index} :v${index}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
        ExpressionAttributeValues: Object.fromEntries(names.map((name, index) => [`:v${index}`, counters[name]])),
      },
    };
  }

  private async put(batches: Iterable<readonly Item[]>): Promise<void> {
    await writeItems(batches, { ...this.store, onWritten: (count) => this.count(count) });
  }

  private count(items: number): void {
    this.written += items;
    this.onWritten(items);
  }
}

const NO_SHOPS =
  'There is no shop with products to order from. Ask for some (`--shops 5 --products 100`), or load the demo data with `npm start`.';
function chunksOf<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}

function hasOrders(sales: Item | undefined, counter: string): boolean {
  return counterIn(sales, counter) > 0n;
}
