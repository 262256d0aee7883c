import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  getSingularSelector,
  Network,
  RecordSource,
  Store,
  type GraphQLResponse,
  type GraphQLTaggedNode,
  type MutationParameters,
  type OperationType,
} from 'relay-runtime';

/** Relay without a view: a store, and a network that is one `fetch`. */
export class RelayClient {
  private readonly environment: Environment;

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    const ask = async ({ text }: { text: string | null | undefined }, variables: object): Promise<GraphQLResponse> => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: text, variables }),
      });
      return (await answer.json()) as GraphQLResponse;
    };
    this.environment = new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });
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
}
