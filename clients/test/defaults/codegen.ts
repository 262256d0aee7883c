import { GraphQLClient } from 'graphql-request';
import {
  MeDocument,
  PlaceOrderDocument,
  ShopOrdersDocument,
  ShopRegisterDocument,
} from '../../generated/operations/graphql';
import { numbersOf, type Library } from './ByDefault';

/** Documents of GraphQL Code Generator’s client preset, sent by a client that takes any typed document. */
export const codegen: Library = {
  besideErrors: 'rejected',
  make: (url, headers) => {
    const client = new GraphQLClient(url, { headers });
    return {
      roles: async () => (await client.request(MeDocument)).viewer?.roles ?? [],
      register: async (id) => {
        const { shop } = await client.request(ShopRegisterDocument, { id });
        return { name: shop?.name, taxId: shop?.taxId };
      },
      place: async (input) => (await client.request(PlaceOrderDocument, { input })).placeOrder?.order?.status,
      numbers: async (shopId) =>
        numbersOf(async (after) => {
          const { shop } = await client.request(ShopOrdersDocument, { shopId, first: 7, after });
          return shop?.orders && { ...shop.orders, nodes: shop.orders.edges.map(({ node }) => node) };
        }),
    };
  },
};
