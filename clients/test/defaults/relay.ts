import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  getSingularSelector,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
  type FetchFunction,
  type GraphQLResponse,
  type SubscribeFunction,
} from 'relay-runtime';
import nextOrders from '../../generated/relay/relayDocumentsNextOrdersQuery.graphql';
import ordersQuery, { type relayDocumentsOrdersQuery } from '../../generated/relay/relayDocumentsOrdersQuery.graphql';
import place, { type relayDocumentsPlaceMutation } from '../../generated/relay/relayDocumentsPlaceMutation.graphql';
import progress, {
  type relayDocumentsProgressSubscription,
} from '../../generated/relay/relayDocumentsProgressSubscription.graphql';
import register, { type relayDocumentsRegisterQuery } from '../../generated/relay/relayDocumentsRegisterQuery.graphql';
import roles, { type relayDocumentsRolesQuery } from '../../generated/relay/relayDocumentsRolesQuery.graphql';
import ordersFragment, { type relayDocuments_orders$data } from '../../generated/relay/relayDocuments_orders.graphql';
import type { RequestHeaders } from '../../../test/support/ApiUnderTest';
import type { Library } from './ByDefault';
import { openSocket } from './openSocket';

/** The network as Relay’s own guide writes it. */
function environmentOf(url: string, headers: RequestHeaders, subscribe?: SubscribeFunction): Environment {
  const ask: FetchFunction = async ({ text: query }, variables) => {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return (await response.json()) as GraphQLResponse;
  };
  return new Environment({ network: Network.create(ask, subscribe), store: new Store(new RecordSource()) });
}

export const relay: Library = {
  besideErrors: 'kept',
  make: (url, headers) => {
    const environment = environmentOf(url, headers);
    return {
      roles: async () => {
        const data = await fetchQuery<relayDocumentsRolesQuery>(environment, roles, {}).toPromise();
        return data?.viewer?.roles ?? [];
      },
      register: async (id) => {
        const data = await fetchQuery<relayDocumentsRegisterQuery>(environment, register, { id }).toPromise();
        return { name: data?.shop?.name, taxId: data?.shop?.taxId };
      },
      place: async (input) =>
        new Promise((resolve, reject) => {
          commitMutation<relayDocumentsPlaceMutation>(environment, {
            mutation: place,
            variables: { input },
            onCompleted: ({ placeOrder }) => resolve(placeOrder?.order?.status),
            onError: reject,
          });
        }),
      numbers: async (id) => numbersInStore(environment, id),
    };
  },
  follow: (url, headers) => (orderId, told) => {
    const socket = openSocket(url, headers);
    const subscribe: SubscribeFunction = ({ text, name }, variables) =>
      Observable.create<GraphQLResponse>((sink) =>
        socket.subscribe({ operationName: name, query: text ?? '', variables }, sink as never),
      );
    const { dispose } = requestSubscription<relayDocumentsProgressSubscription>(
      environmentOf(url, headers, subscribe),
      {
        subscription: progress,
        variables: { orderId },
        onNext: (data) => told(data?.orderChanged?.status),
      },
    );
    return dispose;
  },
};

/** Asks for page after page, as `usePaginationFragment` does; the store makes one list of them. */
async function numbersInStore(environment: Environment, id: string): Promise<readonly (string | undefined)[]> {
  const descriptor = createOperationDescriptor(getRequest(ordersQuery), { id });
  const lookup = (): relayDocuments_orders$data['orders'] => {
    const { data } = environment.lookup(descriptor.fragment);
    const { shop } = data as unknown as { shop: object };
    const selector = getSingularSelector(ordersFragment, shop);
    return (environment.lookup(selector).data as unknown as relayDocuments_orders$data).orders;
  };
  await fetchQuery<relayDocumentsOrdersQuery>(environment, ordersQuery, { id }).toPromise();
  environment.retain(descriptor);
  for (let page = pageInfoOf(lookup()); page.hasNextPage; page = pageInfoOf(lookup()))
    await fetchQuery(environment, nextOrders, { id, after: page.endCursor }).toPromise();
  return lookup()?.edges.map(({ node }) => node?.number) ?? [];
}

/** The compiler asks for it by itself. */
function pageInfoOf(orders: relayDocuments_orders$data['orders']): { hasNextPage: boolean; endCursor: string } {
  const { pageInfo } = orders as unknown as { pageInfo: { hasNextPage: boolean; endCursor: string } };
  return pageInfo;
}
