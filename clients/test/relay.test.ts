import { ApiUnderTest } from '../../test/support/ApiUnderTest';
import { orderingWorld, placeInput, productNode, shopNode } from '../../test/support/ordering';
import AnythingQuery, { type AnythingQuery as Anything } from '../generated/relay/AnythingQuery.graphql';
import CancelOrderMutation, {
  type CancelOrderMutation as Cancel,
} from '../generated/relay/CancelOrderMutation.graphql';
import Menu_shop, { type Menu_shop$data } from '../generated/relay/Menu_shop.graphql';
import MenuPaginationQuery, {
  type MenuPaginationQuery as MenuPage,
} from '../generated/relay/MenuPaginationQuery.graphql';
import MenuQuery, { type MenuQuery as Menu } from '../generated/relay/MenuQuery.graphql';
import Orders_viewer, { type Orders_viewer$data } from '../generated/relay/Orders_viewer.graphql';
import OrdersQuery, { type OrdersQuery as Orders } from '../generated/relay/OrdersQuery.graphql';
import OrdersPaginationQuery, {
  type OrdersPaginationQuery as OrdersPage,
} from '../generated/relay/OrdersPaginationQuery.graphql';
import PlaceOrderMutation, { type PlaceOrderMutation as Place } from '../generated/relay/PlaceOrderMutation.graphql';
import { pageInfoOf, RelayClient } from './RelayClient';

const ALPHA = shopNode('alpha');
const PRODUCTS = 5;

let api: ApiUnderTest;
let client: RelayClient;

beforeAll(async () => {
  api = await ApiUnderTest.start(orderingWorld({ products: PRODUCTS }));
});
beforeEach(async () => {
  const { headers } = await api.guest();
  client = new RelayClient(api.url, { ...headers, ...(await api.visit('alpha')) });
});
afterAll(async () => api.close());

const menu = async (): Promise<() => Menu_shop$data> => {
  const { shop } = await client.query<Menu>(MenuQuery, { shopId: ALPHA });
  return () => client.fragment(Menu_shop, shop) as Menu_shop$data;
};
const orders = async (): Promise<() => NonNullable<Orders_viewer$data['guestOrders']>> => {
  const { viewer } = await client.query<Orders>(OrdersQuery, {});
  return () => (client.fragment(Orders_viewer, viewer) as Orders_viewer$data).guestOrders!;
};

describe('@connection and @refetchable', () => {
  it('read a shop’s catalogue page by page, by node(id:), into one list', async () => {
    const shown = await menu();
    expect(shown().products!.edges).toHaveLength(2);
    await client.query<MenuPage>(MenuPaginationQuery, {
      id: ALPHA,
      count: 100,
      cursor: pageInfoOf(shown().products).endCursor,
    });
    const names = shown().products!.edges.map(({ node }) => node!.name);
    expect(new Set(names).size).toBe(PRODUCTS);
  });

  it('read the viewer’s list again', async () => {
    const { viewer } = await client.query<OrdersPage>(OrdersPaginationQuery, { count: 1 });
    expect((client.fragment(Orders_viewer, viewer) as Orders_viewer$data).roles).toEqual(['GUEST']);
  });
});

describe('Object Identification', () => {
  it('any object is there by its id, and what does not exist is null', async () => {
    const product = productNode('alpha', 1);
    const { node, nodes } = await client.query<Anything>(AnythingQuery, {
      id: ALPHA,
      ids: [product, shopNode('nowhere')],
    });
    expect(node).toMatchObject({ __typename: 'Shop', id: ALPHA });
    expect(nodes).toEqual([{ __typename: 'Product', id: product }, null]);
  });
});

describe('mutations', () => {
  it('a new order comes into the list, and a change of it shows there', async () => {
    const shown = await orders();
    expect(shown().edges).toEqual([]);
    const { placeOrder } = await client.mutate<Place>(PlaceOrderMutation, {
      input: placeInput() as Place['variables']['input'],
      connections: [shown().__id],
    });
    expect(placeOrder!.userErrors).toEqual([]);
    expect(shown().edges).toMatchObject([{ node: { id: placeOrder!.order!.id, status: 'PENDING' } }]);
    await client.mutate<Cancel>(CancelOrderMutation, { input: { orderId: placeOrder!.order!.id } });
    expect(shown().edges).toMatchObject([{ node: { status: 'CANCELLED' } }]);
  });
});
