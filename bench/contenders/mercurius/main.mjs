// Mercurius with loaders, JIT, projection by the selection, and mercurius-auth on each field.
import Fastify from 'fastify';
import { GraphQLDateTime } from 'graphql-scalars';
import mercurius from 'mercurius';
import mercuriusAuth from 'mercurius-auth';
import * as table from '../shared/documents.mjs';
import { authenticate } from '../shared/identity.mjs';
import {
  keyOf,
  lineKeys,
  orderKey,
  ordersOfBuyer,
  ordersOfShop,
  productKey,
  productsOfShop,
  shopIn,
} from '../shared/keys.mjs';
import { maySeeProducts } from '../shared/maySeeProducts.mjs';
import { money } from '../shared/money.mjs';
import { assertOwner, forbidden } from '../shared/ownership.mjs';
import { attributesFor } from './attributes.mjs';
import { schema } from './schema.mjs';

const resolvers = {
  DateTime: GraphQLDateTime,
  Query: {
    shop: (_, { id }) => ({ id }),
    order: async (_, { shop, id }, { caller }, info) => {
      await assertOwner(table, caller, shop);
      return table.get(orderKey(shop, id), attributesFor(info));
    },
    customerOrders: async (_, { first }, { caller }, info) => buyersOrders(`CUSTOMER#${caller.subject}`, first, info),
    guestOrders: async (_, { first }, { caller }, info) => {
      if (!caller.guestSession) throw forbidden();
      return buyersOrders(`GUEST#${caller.guestSession}`, first, info);
    },
  },
  Mutation: {
    annotateOrder: async (_, { shop, id, internalNote }, { caller }) => {
      await assertOwner(table, caller, shop);
      return table.annotate(orderKey(shop, id), internalNote);
    },
  },
  Shop: {
    orders: async ({ id }, { first }, { caller }, info) => {
      await assertOwner(table, caller, id);
      return table.query(ordersOfShop(id, first), attributesFor(info));
    },
    products: async ({ id }, { first }, { maySeeProducts: maySee }, info) => {
      if (!(await maySee(id))) throw forbidden();
      const rows = await table.query(productsOfShop(id, first), ['pk', 'sk']);
      return itemsOf(rows.map(keyOf), attributesFor(info));
    },
  },
  Order: { total: ({ total, currencyCode }) => money(total, currencyCode) },
  OrderLine: {
    unitPrice: ({ unitPrice, currencyCode }) => money(unitPrice, currencyCode),
    lineTotal: ({ lineTotal, currencyCode }) => money(lineTotal, currencyCode),
  },
  Product: { price: ({ price, currencyCode }) => money(price, currencyCode) },
};

/** Not cached, since Mercurius tells its loaders what is selected only then. */
const loaders = {
  Order: {
    lines: {
      async loader(queries) {
        const keys = queries.map(({ obj }) => lineKeys(obj));
        const lines = await itemsOf(keys.flat(), attributesFor(queries[0].info));
        let taken = 0;
        return keys.map(({ length }) => lines.slice(taken, (taken += length)));
      },
      opts: { cache: false },
    },
  },
  OrderLine: {
    product: {
      async loader(queries, { maySeeProducts: maySee }) {
        const seen = await Promise.all(queries.map(({ obj }) => maySee(shopIn(obj))));
        const keys = queries.map(({ obj }) => productKey(obj.pk, obj.productId));
        const products = await itemsOf(keys, attributesFor(queries[0].info));
        return products.map((product, index) => (seen[index] ? product : null));
      },
      opts: { cache: false },
    },
  },
};

async function buyersOrders(pk, first, info) {
  const rows = await table.query(ordersOfBuyer(pk, first), ['pk', 'sk']);
  return itemsOf(rows.map(keyOf), attributesFor(info));
}

/** In the order of the keys. */
async function itemsOf(keys, names) {
  const nameOf = ({ pk, sk }) => `${pk}/${sk}`;
  const distinct = new Map(keys.map((key) => [nameOf(key), key]));
  const items = await table.batchGet([...distinct.values()], names);
  const found = new Map(items.map((item) => [nameOf(item), item]));
  return keys.map((key) => found.get(nameOf(key)) ?? null);
}

const rolesByDirective = new WeakMap();

/** Read from the syntax tree once. */
function rolesOf(directive) {
  const known = rolesByDirective.get(directive);
  if (known) return known;
  const [{ value }] = directive.arguments;
  const roles = value.values.map((each) => each.value);
  rolesByDirective.set(directive, roles);
  return roles;
}

const app = Fastify();
await app.register(mercurius, {
  schema,
  resolvers,
  loaders,
  jit: 1,
  context: async ({ headers }) => {
    const caller = await authenticate(headers);
    return { caller, maySeeProducts: maySeeProducts(caller) };
  },
});
await app.register(mercuriusAuth, {
  authContext: ({ caller }) => caller,
  applyPolicy: async (directive, _parent, _args, { auth }) =>
    rolesOf(directive).some((role) => auth.roles.includes(role)),
  authDirective: 'auth',
});

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
