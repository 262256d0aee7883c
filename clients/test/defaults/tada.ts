import { initGraphQLTada } from 'gql.tada';
import { GraphQLClient } from 'graphql-request';
import type { introspection } from '../../generated/tada';
import { numbersOf, type Library } from './ByDefault';

/** Which scalar is which type is the one thing that no schema says. */
const graphql = initGraphQLTada<{ introspection: introspection; scalars: { PhoneNumber: string; Decimal: string } }>();

const ROLES = graphql('query Roles { viewer { roles } }');
const REGISTER = graphql('query Register($id: ID!) { shop(id: $id) { name taxId } }');
const PLACE = graphql(`
  mutation Place($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      order {
        status
      }
      userErrors {
        message
      }
    }
  }
`);
const NUMBERS = graphql(`
  query Numbers($id: ID!, $after: String) {
    shop(id: $id) {
      orders(first: 7, after: $after) {
        nodes {
          number
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

/** gql.tada’s documents, typed by nothing but the schema, sent by a client that takes any typed document. */
export const tada: Library = {
  besideErrors: 'rejected',
  make: (url, headers) => {
    const client = new GraphQLClient(url, { headers });
    return {
      roles: async () => (await client.request(ROLES)).viewer?.roles ?? [],
      register: async (id) => {
        const { shop } = await client.request(REGISTER, { id });
        return { name: shop?.name, taxId: shop?.taxId };
      },
      place: async ({ note = null, ...input }) =>
        (await client.request(PLACE, { input: { ...input, note } })).placeOrder?.order?.status,
      numbers: async (id) => numbersOf(async (after) => (await client.request(NUMBERS, { id, after })).shop?.orders),
    };
  },
};
