// Pothos: auth scopes on each field, loadable objects by key.
import SchemaBuilder from '@pothos/core';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { GraphQLDateTime } from 'graphql-scalars';
import * as table from '../shared/documents.mjs';
import {
  lineKeys,
  orderKey,
  ordersOfBuyer,
  ordersOfShop,
  productKey,
  productsOfShop,
  shopIn,
} from '../shared/keys.mjs';
import { money } from '../shared/money.mjs';
import { assertOwner, forbidden } from '../shared/ownership.mjs';

const builder = new SchemaBuilder({
  plugins: [ScopeAuthPlugin, DataloaderPlugin],
  scopeAuth: {
    authScopes: ({ caller }) => ({
      guest: caller.roles.includes('GUEST'),
      customer: caller.roles.includes('CUSTOMER'),
      owner: caller.roles.includes('SHOP_OWNER'),
    }),
  },
});

const BUYERS_AND_OWNERS = { guest: true, customer: true, owner: true };
const OWNERS = { owner: true };

builder.addScalarType('DateTime', GraphQLDateTime);

/** Keys of items as the loaders take them. */
const idOf = ({ pk, sk }) => `${pk} ${sk}`;
const loading = {
  load: async (ids) => table.batchGet(ids.map(keyIn)),
  toKey: idOf,
  sort: idOf,
  loaderOptions: { maxBatchSize: 100 },
};

function keyIn(id) {
  const [pk, sk] = id.split(' ');
  return { pk, sk };
}

const shown = (t, name, type, authScopes = BUYERS_AND_OWNERS) =>
  t.field({ type, nullable: true, authScopes, resolve: (item) => item[name] });
const sum = (t, name) =>
  t.field({
    type: Money,
    nullable: true,
    authScopes: BUYERS_AND_OWNERS,
    resolve: (item) => money(item[name], item.currencyCode),
  });

const Money = builder.objectRef('Money');
builder.objectType(Money, {
  fields: (t) => ({ amount: t.exposeString('amount'), currencyCode: t.exposeString('currencyCode') }),
});

const Product = builder.loadableObject('Product', {
  ...loading,
  fields: (t) => ({
    name: shown(t, 'name', 'String'),
    description: shown(t, 'description', 'String'),
    category: shown(t, 'category', 'String'),
    price: sum(t, 'price'),
    available: shown(t, 'available', 'Boolean'),
    imageUrl: shown(t, 'imageUrl', 'String'),
    stock: shown(t, 'stock', 'Int', OWNERS),
    supplier: shown(t, 'supplier', 'String', OWNERS),
  }),
});

const OrderLine = builder.loadableObject('OrderLine', {
  ...loading,
  fields: (t) => ({
    position: shown(t, 'position', 'Int'),
    name: shown(t, 'name', 'String'),
    quantity: shown(t, 'quantity', 'Int'),
    unitPrice: sum(t, 'unitPrice'),
    lineTotal: sum(t, 'lineTotal'),
    product: t.field({
      type: Product,
      nullable: true,
      authScopes: BUYERS_AND_OWNERS,
      resolve: async (line, _, { maySeeProducts }) =>
        (await maySeeProducts(shopIn(line))) ? idOf(productKey(line.pk, line.productId)) : null,
    }),
  }),
});

const Order = builder.loadableObject('Order', {
  ...loading,
  fields: (t) => ({
    number: shown(t, 'number', 'String'),
    status: shown(t, 'status', 'String'),
    placedAt: shown(t, 'placedAt', 'DateTime'),
    updatedAt: shown(t, 'updatedAt', 'DateTime'),
    total: sum(t, 'total'),
    note: shown(t, 'note', 'String'),
    customerName: shown(t, 'customerName', 'String'),
    lines: t.field({
      type: [OrderLine],
      nullable: true,
      authScopes: BUYERS_AND_OWNERS,
      resolve: (order) => lineKeys(order).map(idOf),
    }),
    internalNote: shown(t, 'internalNote', 'String', OWNERS),
    platformFee: shown(t, 'platformFee', 'Int', OWNERS),
  }),
});

const Shop = builder.objectRef('Shop');
builder.objectType(Shop, {
  fields: (t) => ({
    id: t.exposeID('id'),
    orders: t.field({
      type: [Order],
      nullable: true,
      args: { first: t.arg.int({ required: true }) },
      authScopes: OWNERS,
      resolve: async ({ id }, { first }, { caller }) => {
        await assertOwner(table, caller, id);
        return table.query(ordersOfShop(id, first));
      },
    }),
    products: t.field({
      type: [Product],
      nullable: true,
      args: { first: t.arg.int({ required: true }) },
      authScopes: BUYERS_AND_OWNERS,
      resolve: async ({ id }, { first }, { maySeeProducts }) => {
        if (!(await maySeeProducts(id))) throw forbidden();
        return (await table.query(productsOfShop(id, first), ['pk', 'sk'])).map(idOf);
      },
    }),
  }),
});

builder.queryType({
  fields: (t) => ({
    shop: t.field({ type: Shop, args: { id: t.arg.id({ required: true }) }, resolve: (_, { id }) => ({ id }) }),
    order: t.field({
      type: Order,
      nullable: true,
      args: { shop: t.arg.id({ required: true }), id: t.arg.id({ required: true }) },
      authScopes: OWNERS,
      resolve: async (_, { shop, id }, { caller }) => {
        await assertOwner(table, caller, shop);
        return idOf(orderKey(shop, id));
      },
    }),
    customerOrders: buyersOrders(t, { customer: true }, ({ caller }) => `CUSTOMER#${caller.subject}`),
    guestOrders: buyersOrders(t, { guest: true }, ({ caller }) => `GUEST#${caller.guestSession}`),
  }),
});

function buyersOrders(t, authScopes, partitionOf) {
  return t.field({
    type: [Order],
    nullable: true,
    args: { first: t.arg.int({ required: true }) },
    authScopes,
    resolve: async (_, { first }, context) => {
      const rows = await table.query(ordersOfBuyer(partitionOf(context), first), ['pk', 'sk']);
      return rows.map(idOf);
    },
  });
}

builder.mutationType({
  fields: (t) => ({
    annotateOrder: t.field({
      type: Order,
      nullable: true,
      args: {
        shop: t.arg.id({ required: true }),
        id: t.arg.id({ required: true }),
        internalNote: t.arg.string({ required: true }),
      },
      authScopes: OWNERS,
      resolve: async (_, { shop, id, internalNote }, { caller }) => {
        await assertOwner(table, caller, shop);
        return table.annotate(orderKey(shop, id), internalNote);
      },
    }),
  }),
});

export const schema = builder.toSchema();
