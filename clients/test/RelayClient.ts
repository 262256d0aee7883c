import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  getSingularSelector,
  Network,
  RecordSource,
  requestSubscription,
  Store,
  type FetchFunction,
  type GraphQLResponse,
  type GraphQLTaggedNode,
  type MutationParameters,
  type OperationType,
  type SubscribeFunction,
} from 'relay-runtime';
import type { RequestHeaders } from '../../test/support/ApiUnderTest';

/** Relay without a view: a store, and a network that is one `fetch`, as Relay’s own guide writes it. */
export class RelayClient {
  private readonly environment: Environment;

  constructor(url: string, headers: RequestHeaders, subscribe?: SubscribeFunction) {
    const ask: FetchFunction = async ({ text: query }, variables) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await answer.json()) as GraphQLResponse;
    };
    const network = Network.create(ask, subscribe);
    this.environment = new Environment({ network, store: new Store(new RecordSource()) });
  }

  async query<Q extends OperationType>(query: GraphQLTaggedNode, variables: Q['variables']): Promise<Q['response']> {
    const data = await fetchQuery<Q>(this.environment, query, variables).toPromise();
    // A component that shows it would hold it; without that the store lets go of it.
    this.environment.retain(createOperationDescriptor(getRequest(query), variables));
    if (data === undefined) throw new Error('expected an answer');
    return data;
  }

  /** What the store has of a fragment, as a component would see it. */
  fragment(fragment: GraphQLTaggedNode, reference: unknown): unknown {
    return this.environment.lookup(getSingularSelector(fragment as never, reference)).data;
  }

  async mutate<M extends MutationParameters>(
    mutation: GraphQLTaggedNode,
    variables: M['variables'],
  ): Promise<M['response']> {
    return new Promise((resolve, reject) => {
      commitMutation<M>(this.environment, { mutation, variables, onCompleted: resolve, onError: reject });
    });
  }

  /** Returns what ends it. */
  subscribe<S extends OperationType>(
    subscription: GraphQLTaggedNode,
    variables: S['variables'],
    onNext: (data: S['response'] | null | undefined) => void,
  ): () => void {
    return requestSubscription<S>(this.environment, { subscription, variables, onNext }).dispose;
  }
}

/** Where a list goes on: Relay keeps it beside the fragment’s own fields, for `usePaginationFragment`. */
export function pageInfoOf(connection: unknown): { readonly hasNextPage: boolean; readonly endCursor: string } {
  return (connection as { readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } }).pageInfo;
}
