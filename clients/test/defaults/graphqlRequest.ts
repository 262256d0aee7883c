import { GraphQLClient } from 'graphql-request';
import { numbersOf, NUMBERS, PLACE, REGISTER, ROLES, type Answers, type Library } from './ByDefault';

export const graphqlRequest: Library = {
  besideErrors: 'rejected',
  make: (url, headers) => {
    const client = new GraphQLClient(url, { headers });
    const ask = async (text: string, variables = {}) => client.request<Answers>(text, variables);
    return {
      roles: async () => (await ask(ROLES)).viewer.roles,
      register: async (id) => (await ask(REGISTER, { id })).shop,
      place: async (input) => (await ask(PLACE, { input })).placeOrder.order.status,
      numbers: async (id) => numbersOf(async (after) => (await ask(NUMBERS, { id, after })).shop.orders),
    };
  },
};
