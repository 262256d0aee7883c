import { auditItems, customerOf, DAY, type AuditItem, type Scene } from './auditWorld';
import type { ProbedCaller } from './probes';

/** One field on the way to an object. */
interface Step {
  readonly coordinate: string;
  readonly text: (inner: string) => string;
  /** The name under which it stands in the answer. */
  readonly key: string;
  /** What the field of `from` leads to for this caller, before anybody judged it; `null`: the field itself is null. */
  readonly to: (caller: ProbedCaller, from: AuditItem) => readonly AuditItem[] | null;
  /** The objects (`null`: not visible) as the answer has them. */
  readonly wrap: (objects: readonly unknown[]) => unknown;
  /** Attributes that the step takes of the object that it starts from. */
  readonly needs: readonly string[];
}

/** A way from the root to objects of one type. */
export interface Path {
  readonly name: string;
  readonly steps: readonly Step[];
}

export const QUERY: AuditItem = { type: 'Query', id: '', number: 0 };

const one = ([object]: readonly unknown[]) => object ?? null;
const list = (objects: readonly unknown[]) => objects.filter((object) => object !== null);
const nodes = (objects: readonly unknown[]) => ({ nodes: list(objects) });
const edges = (objects: readonly unknown[]) => ({ edges: list(objects).map((node) => ({ node })) });

/** The paths to a type in one scene, the most direct one first. */
export function pathsTo(type: string, scene: Scene, scenes: readonly Scene[]): readonly Path[] {
  const waysTo = PATHS[type];
  if (!waysTo) throw new RangeError(`no path to ${type}`);
  return waysTo(new Steps(scene, scenes)).map((steps) => ({
    name: steps.map(({ coordinate }) => coordinate).join(' → '),
    steps,
  }));
}

const PATHS: Readonly<Record<string, (steps: Steps) => Step[][]>> = {
  Shop: (go) => [
    [go.shopById()],
    [go.node('shop')],
    [go.nodes('shop')],
    [go.visitedShop('Query')],
    [go.viewer(), go.visitedShop('Viewer')],
    [go.viewer(), go.ownShops()],
    [go.orderById(), go.shopOf('Order')],
    [go.node('product'), go.shopOf('Product')],
  ],
  Product: (go) => [
    [go.node('product')],
    [go.nodes('product')],
    [go.shopById(), go.products('nodes')],
    [go.visitedShop('Query'), go.products('edges')],
    [go.orderById(), go.lines(), go.productOfLine()],
  ],
  Order: (go) => [
    [go.orderById()],
    [go.node('order')],
    [go.nodes('order')],
    [go.shopById(), go.orders('nodes')],
    [go.viewer(), go.ownShops(), go.orders('edges')],
    [go.viewer(), go.ownRecord(), go.ordersOfCustomer()],
    [go.viewer(), go.guestOrders()],
  ],
  OrderLine: (go) => [
    [go.orderById(), go.lines()],
    [go.node('order'), go.lines()],
    [go.shopById(), go.orders('nodes'), go.lines()],
    [go.viewer(), go.ownRecord(), go.ordersOfCustomer(), go.lines()],
    [go.viewer(), go.guestOrders(), go.lines()],
  ],
  Customer: (go) => [[go.node('customer')], [go.viewer(), go.ownRecord()], [go.orderById(), go.customerOfOrder()]],
  ShopSales: (go) => [
    [go.shopById(), go.sales()],
    [go.viewer(), go.ownShops(), go.sales()],
  ],
  PlatformStatistics: (go) => [[go.platformStatistics()]],
  Viewer: (go) => [[go.viewer()]],
};

/** The steps that can be taken; those from the root go to the items of one scene. */
class Steps {
  private readonly items: ReturnType<typeof auditItems> & { readonly customer: AuditItem };

  constructor(
    scene: Scene,
    private readonly scenes: readonly Scene[],
  ) {
    this.items = { ...auditItems(scene), customer: customerOf(scene.buyer.customerId ?? 'customer-2') };
  }

  node(kind: 'shop' | 'product' | 'order' | 'customer'): Step {
    const item = this.items[kind];
    return step('Query.node', `node(id: "${item.id}") { ... on ${item.type} { ? } }`, () => [item], one);
  }

  nodes(kind: 'shop' | 'product' | 'order'): Step {
    const item = this.items[kind];
    const text = `nodes(ids: ["${item.id}"]) { ... on ${item.type} { ? } }`;
    return step(
      'Query.nodes',
      text,
      () => [item],
      (objects) => objects,
    );
  }

  shopById(): Step {
    const { shop } = this.items;
    return step('Query.shop', `shop(id: "${shop.id}") { ? }`, () => [shop], one);
  }

  orderById(): Step {
    const { order } = this.items;
    return step('Query.order', `order(id: "${order.id}") { ? }`, () => [order], one);
  }

  viewer(): Step {
    return step('Query.viewer', 'viewer { ? }', () => [{ type: 'Viewer', id: '', number: 0 }], one);
  }

  platformStatistics(): Step {
    const text = `platformStatistics(from: "${DAY}", to: "${DAY}") { ? }`;
    return step('Query.platformStatistics', text, () => [{ type: 'PlatformStatistics', id: '', number: 0 }], one);
  }

  visitedShop(type: 'Query' | 'Viewer'): Step {
    return step(`${type}.visitedShop`, 'visitedShop { ? }', ({ visitedItem }) => visitedItem && [visitedItem], one);
  }

  ownShops(): Step {
    return step('Viewer.shops', 'shops { ? }', ({ ownedItems }) => ownedItems, list);
  }

  ownRecord(): Step {
    const to = ({ subject }: ProbedCaller) => (subject === null ? null : [customerOf(subject)]);
    return step('Viewer.customer', 'customer { ? }', to, one);
  }

  guestOrders(): Step {
    const to = ({ session }: ProbedCaller) =>
      session && this.ordersWhere(({ guestSessionId }) => guestSessionId === session.id);
    return step('Viewer.guestOrders', 'guestOrders(first: 3) { nodes { ? } }', to, nodes);
  }

  ordersOfCustomer(): Step {
    const to = (_caller: ProbedCaller, { customerId }: AuditItem) =>
      this.ordersWhere((order) => order.customerId !== undefined && order.customerId === customerId);
    return step('Customer.orders', 'orders(first: 3) { nodes { ? } }', to, nodes);
  }

  orders(way: 'nodes' | 'edges'): Step {
    return step('Shop.orders', connection('orders', way), (_caller, from) => [this.at(from).order], WRAP[way]);
  }

  products(way: 'nodes' | 'edges'): Step {
    const listed = (item: AuditItem) => [this.at(item).product].filter(({ isArchived }) => !isArchived);
    return step('Shop.products', connection('products', way), (_caller, from) => listed(from), WRAP[way]);
  }

  sales(): Step {
    const text = `sales(from: "${DAY}", to: "${DAY}") { ? }`;
    return step('Shop.sales', text, (_caller, from) => [this.at(from).sales], one, ['currencyCode']);
  }

  shopOf(type: 'Order' | 'Product'): Step {
    return step(`${type}.shop`, 'shop { ? }', (_caller, from) => [this.at(from).shop], one);
  }

  lines(): Step {
    return step('Order.lines', 'lines { ? }', (_caller, from) => [this.at(from).line], list, ['lineCount']);
  }

  productOfLine(): Step {
    return step('OrderLine.product', 'product { ? }', (_caller, from) => [this.at(from).product], one, ['productId']);
  }

  customerOfOrder(): Step {
    const to = (_caller: ProbedCaller, { customerId }: AuditItem) =>
      customerId === undefined ? null : [customerOf(customerId)];
    return step('Order.customer', 'customer { ? }', to, one, ['customerId']);
  }

  private at({ shopId }: AuditItem): ReturnType<typeof auditItems> {
    const scene = this.scenes.find((each) => each.shopId === shopId);
    if (!scene) throw new RangeError(`no scene of ${String(shopId)}`);
    return auditItems(scene);
  }

  private ordersWhere(isWanted: (order: AuditItem) => boolean): AuditItem[] {
    return this.scenes.map((scene): AuditItem => auditItems(scene).order).filter(isWanted);
  }
}

const WRAP = { nodes, edges };

function connection(name: string, way: 'nodes' | 'edges'): string {
  return `${name}(first: 3) { ${way === 'nodes' ? 'nodes { ? }' : 'edges { node { ? } }'} }`;
}

/** `text` has a `?` where what is selected of the object goes. */
function step(
  coordinate: string,
  text: string,
  to: Step['to'],
  wrap: Step['wrap'],
  needs: readonly string[] = [],
): Step {
  const key = /^\w+/.exec(text)?.[0] ?? '';
  return { coordinate, text: (inner) => text.replace('?', () => inner), key, to, wrap, needs };
}
