import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { numbersOf, NUMBERS, PLACE, PROGRESS, REGISTER, ROLES, type Answers, type Library } from './ByDefault';
import { openSocket } from './openSocket';

export const urql: Library = {
  besideErrors: 'kept',
  make: (url, headers) => {
    const exchanges = [cacheExchange, fetchExchange];
    const client = new Client({ url, exchanges, fetchOptions: { headers } });
    const query = async (text: string, variables = {}) => {
      const { data, error } = await client.query<Answers>(text, variables);
      if (!data) throw error ?? new Error('expected data');
      return data;
    };
    return {
      roles: async () => (await query(ROLES)).viewer.roles,
      register: async (id) => (await query(REGISTER, { id })).shop,
      place: async (input) => (await client.mutation<Answers>(PLACE, { input })).data?.placeOrder.order.status,
      numbers: async (id) => numbersOf(async (after) => (await query(NUMBERS, { id, after })).shop.orders),
    };
  },
  follow: (url, headers) => (orderId, told) => {
    const socket = openSocket(url, headers);
    const exchange = subscriptionExchange({
      forwardSubscription: ({ query = '', variables = {} }) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink as never) }),
      }),
    });
    const client = new Client({ url, exchanges: [exchange] });
    const following = client
      .subscription<Answers>(PROGRESS, { orderId })
      .subscribe(({ data }) => told(data?.orderChanged?.status));
    return () => following.unsubscribe();
  },
};
