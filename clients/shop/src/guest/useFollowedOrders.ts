import { useQuery } from '@apollo/client/react';
import { FollowedOrdersDocument, type FollowedOrderFragment } from '../../../generated/operations/graphql';

const PAGE = 5;

export interface FollowedOrders {
  readonly orders: readonly FollowedOrder[];
  readonly hasMore: boolean;
  readonly more: () => Promise<unknown>;
  readonly reload: () => Promise<unknown>;
}

export type FollowedOrder = FollowedOrderFragment;

/** What was ordered in this guest session, the newest first: the API knows it by the cookie, so it is there after a reload, too. */
export function useFollowedOrders(): FollowedOrders {
  const { data, fetchMore, refetch } = useQuery(FollowedOrdersDocument, { variables: { first: PAGE } });
  const list = data?.viewer?.guestOrders;
  return {
    orders: (list?.edges ?? []).flatMap(({ node }) => (node ? [node] : [])),
    hasMore: list?.pageInfo.hasNextPage === true,
    more: async () => fetchMore({ variables: { first: PAGE, after: list?.pageInfo.endCursor ?? null } }),
    reload: async () => refetch(),
  };
}
