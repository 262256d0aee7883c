// What is asked. Each operation tells how Fieldgate, a GraphQL server of its own kind (`graphql`) and a REST server are asked for the
// same, and where in their answers the data is, so that these can be compared.
import { ORDERS, SHOP, orderIds } from '../store/world.mjs';

const PRODUCT = 'name description category price { amount currencyCode } available imageUrl';
const LINE = 'position name quantity unitPrice { amount currencyCode } lineTotal { amount currencyCode }';
const ORDER = 'number status placedAt updatedAt total { amount currencyCode } note customerName';
const ORDER_TREE = `${ORDER} lines { ${LINE} product { ${PRODUCT} } }`;
const NOTE = 'rang twice';
const MANY_ORDERS = 100;

const globalId = (type, ...values) => Buffer.from([type, ...values].join(':')).toString('base64url');

/** The operation on which the targets are; `first` orders of a shop with lines and products. */
export function ownersList(first = 20) {
  return {
    name: first === 20 ? 'list.owner' : `list.owner.${first}`,
    title: `${first} orders of a shop with lines and products, as its owner`,
    caller: 'owner',
    fieldgate: [
      {
        query: `query List($shop: ID!, $first: Int!) { shop(id: $shop) { orders(first: $first) { nodes { ${ORDER_TREE} } } } }`,
        variables: { shop: globalId('Shop', SHOP), first },
      },
    ],
    graphql: [
      {
        query: `query List($shop: ID!, $first: Int!) { shop(id: $shop) { orders(first: $first) { ${ORDER_TREE} } } }`,
        variables: { shop: SHOP, first },
      },
    ],
    rest: [{ method: 'GET', path: `/shops/${SHOP}/orders?first=${first}` }],
    dataOf: {
      fieldgate: ({ data }) => data.shop.orders.nodes,
      graphql: ({ data }) => data.shop.orders,
      rest: ({ orders }) => orders,
    },
  };
}

function customersList() {
  return {
    name: 'list.customer',
    title: '20 orders of a customer, who is in the shop',
    caller: 'customer',
    fieldgate: [{ query: `{ viewer { customer { orders(first: 20) { nodes { ${ORDER_TREE} } } } } }` }],
    graphql: [{ query: `{ customerOrders(first: 20) { ${ORDER_TREE} } }` }],
    rest: [{ method: 'GET', path: '/customer/orders?first=20' }],
    dataOf: {
      fieldgate: ({ data }) => data.viewer.customer.orders.nodes,
      graphql: ({ data }) => data.customerOrders,
      rest: ({ orders }) => orders,
    },
  };
}

function guestsList() {
  return {
    name: 'list.guest',
    title: '20 orders of a guest session, in the shop',
    caller: 'guest',
    fieldgate: [{ query: `{ viewer { guestOrders(first: 20) { nodes { ${ORDER_TREE} } } } }` }],
    graphql: [{ query: `{ guestOrders(first: 20) { ${ORDER_TREE} } }` }],
    rest: [{ method: 'GET', path: '/guest/orders?first=20' }],
    dataOf: {
      fieldgate: ({ data }) => data.viewer.guestOrders.nodes,
      graphql: ({ data }) => data.guestOrders,
      rest: ({ orders }) => orders,
    },
  };
}

function oneItem() {
  const ids = orderIds(20);
  return {
    name: 'item',
    title: 'one order by id, as the owner of its shop',
    caller: 'owner',
    fieldgate: ids.map((id) => ({
      query: `query Item($id: ID!) { order(id: $id) { ${ORDER} } }`,
      variables: { id: globalId('Order', SHOP, id) },
    })),
    graphql: ids.map((id) => ({
      query: `query Item($shop: ID!, $id: ID!) { order(shop: $shop, id: $id) { ${ORDER} } }`,
      variables: { shop: SHOP, id },
    })),
    rest: ids.map((id) => ({ method: 'GET', path: `/shops/${SHOP}/orders/${id}` })),
    dataOf: { fieldgate: ({ data }) => data.order, graphql: ({ data }) => data.order, rest: (order) => order },
  };
}

function pageOfProducts() {
  return {
    name: 'page',
    title: 'a page of 100 products, as the owner',
    caller: 'owner',
    fieldgate: [
      {
        query: `query Page($shop: ID!) { shop(id: $shop) { products(first: 100) { nodes { ${PRODUCT} } } } }`,
        variables: { shop: globalId('Shop', SHOP) },
      },
    ],
    graphql: [
      {
        query: `query Page($shop: ID!) { shop(id: $shop) { products(first: 100) { ${PRODUCT} } } }`,
        variables: { shop: SHOP },
      },
    ],
    rest: [{ method: 'GET', path: `/shops/${SHOP}/products?first=100` }],
    dataOf: {
      fieldgate: ({ data }) => data.shop.products.nodes,
      graphql: ({ data }) => data.shop.products,
      rest: ({ products }) => products,
    },
  };
}

function oneWrite() {
  const ids = orderIds(MANY_ORDERS);
  return {
    name: 'write',
    title: 'a note on an order, as the owner of its shop',
    caller: 'owner',
    fieldgate: ids.map((id) => ({
      query:
        'mutation Write($input: AnnotateOrderInput!) { annotateOrder(input: $input) { order { number internalNote } } }',
      variables: { input: { orderId: globalId('Order', SHOP, id), internalNote: NOTE } },
    })),
    graphql: ids.map((id) => ({
      query:
        'mutation Write($shop: ID!, $id: ID!, $note: String!) { annotateOrder(shop: $shop, id: $id, internalNote: $note) { number internalNote } }',
      variables: { shop: SHOP, id, note: NOTE },
    })),
    rest: ids.map((id) => ({ method: 'PUT', path: `/shops/${SHOP}/orders/${id}/note`, json: { internalNote: NOTE } })),
    dataOf: {
      fieldgate: ({ data }) => data.annotateOrder.order,
      graphql: ({ data }) => data.annotateOrder,
      rest: (order) => order,
    },
  };
}

export const operations = [ownersList(), customersList(), guestsList(), oneItem(), pageOfProducts(), oneWrite()];

if (ORDERS < MANY_ORDERS / 2) throw new RangeError(`expected ${MANY_ORDERS / 2} orders of each buyer or more`);

/** The operation's requests to a server of this kind, by all the sign-ins of its caller in turn. */
export function requestsOf(operation, kind, credentials) {
  const signIns = credentials.headers[operation.caller];
  const asked = operation[kind];
  const count = Math.max(signIns.length, asked.length);
  return Array.from({ length: count }, (_, index) =>
    httpRequest(asked[index % asked.length], kind, signIns[index % signIns.length]),
  );
}

function httpRequest(asked, kind, headers) {
  if (kind !== 'rest') return post('/graphql', asked, headers);
  return asked.json ? { ...post(asked.path, asked.json, headers), method: asked.method } : { ...asked, headers };
}

function post(path, json, headers) {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(json),
  };
}
