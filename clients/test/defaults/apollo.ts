import { ApolloClient, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { numbersOf, NUMBERS, PLACE, PROGRESS, REGISTER, ROLES, type Answers, type Library } from './ByDefault';
import { openSocket } from './openSocket';

const typed = (text: string) => gql(text) as TypedDocumentNode<Answers>;

export const apollo: Library = {
  besideErrors: 'rejected',
  make: (uri, headers) => {
    const client = new ApolloClient({ link: new HttpLink({ uri, headers }), cache: new InMemoryCache() });
    const query = async (text: string, variables = {}) => {
      const { data } = await client.query({ query: typed(text), variables });
      if (!data) throw new Error('expected data');
      return data;
    };
    return {
      roles: async () => (await query(ROLES)).viewer.roles,
      register: async (id) => (await query(REGISTER, { id })).shop,
      place: async (input) => {
        const { data } = await client.mutate({ mutation: typed(PLACE), variables: { input } });
        return data?.placeOrder.order.status;
      },
      numbers: async (id) => numbersOf(async (after) => (await query(NUMBERS, { id, after })).shop.orders),
    };
  },
  follow: (url, headers) => (orderId, told) => {
    const link = new GraphQLWsLink(openSocket(url, headers));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const following = client
      .subscribe({ query: typed(PROGRESS), variables: { orderId } })
      .subscribe(({ data }) => told(data?.orderChanged?.status));
    return () => following.unsubscribe();
  },
};
