import { Observable, type GraphQLResponse, type SubscribeFunction } from 'relay-runtime';
import nextOrders, {
  type relayDocumentsNextOrdersQuery,
} from '../../generated/relay/relayDocumentsNextOrdersQuery.graphql';
import ordersQuery, { type relayDocumentsOrdersQuery } from '../../generated/relay/relayDocumentsOrdersQuery.graphql';
import place, { type relayDocumentsPlaceMutation } from '../../generated/relay/relayDocumentsPlaceMutation.graphql';
import progress, {
  type relayDocumentsProgressSubscription,
} from '../../generated/relay/relayDocumentsProgressSubscription.graphql';
import register, { type relayDocumentsRegisterQuery } from '../../generated/relay/relayDocumentsRegisterQuery.graphql';
import roles, { type relayDocumentsRolesQuery } from '../../generated/relay/relayDocumentsRolesQuery.graphql';
import ordersFragment, { type relayDocuments_orders$data } from '../../generated/relay/relayDocuments_orders.graphql';
import { pageInfoOf, RelayClient } from '../RelayClient';
import type { Library } from './ByDefault';
import { openSocket } from './openSocket';

export const relay: Library = {
  besideErrors: 'kept',
  make: (url, headers) => {
    const client = new RelayClient(url, headers);
    return {
      roles: async () => (await client.query<relayDocumentsRolesQuery>(roles, {})).viewer?.roles ?? [],
      register: async (id) => {
        const { shop } = await client.query<relayDocumentsRegisterQuery>(register, { id });
        return { name: shop?.name, taxId: shop?.taxId };
      },
      place: async (input) => {
        const { placeOrder } = await client.mutate<relayDocumentsPlaceMutation>(place, { input });
        return placeOrder?.order?.status;
      },
      numbers: async (id) => numbersInStore(client, id),
    };
  },
  follow: (url, headers) => (orderId, told) => {
    const socket = openSocket(url, headers);
    const subscribe: SubscribeFunction = ({ text, name }, variables) =>
      Observable.create<GraphQLResponse>((sink) =>
        socket.subscribe({ operationName: name, query: text ?? '', variables }, sink as never),
      );
    const client = new RelayClient(url, headers, subscribe);
    return client.subscribe<relayDocumentsProgressSubscription>(progress, { orderId }, (data) =>
      told(data?.orderChanged?.status),
    );
  },
};

/** Asks for page after page, as `usePaginationFragment` does; the store makes one list of them. */
async function numbersInStore(client: RelayClient, id: string): Promise<readonly (string | undefined)[]> {
  const { shop } = await client.query<relayDocumentsOrdersQuery>(ordersQuery, { id });
  const inStore = () => (client.fragment(ordersFragment, shop) as relayDocuments_orders$data).orders;
  for (let page = pageInfoOf(inStore()); page.hasNextPage; page = pageInfoOf(inStore()))
    await client.query<relayDocumentsNextOrdersQuery>(nextOrders, { id, after: page.endCursor });
  return inStore()?.edges.map(({ node }) => node?.number) ?? [];
}
