import { InMemoryCache, type FieldPolicy, type Reference } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import possible from '../generated/possibleTypes';

const ORDER_FILTERS = ['status', 'placedFrom', 'placedTo'];

/** Items are kept by their type and global id; lists page by page, one for each set of filters. What has no id is part of its owner. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    possibleTypes: possible.possibleTypes,
    typePolicies: {
      Query: { fields: { shop: byId('Shop'), order: byId('Order') } },
      // There is one viewer at a time.
      Viewer: { keyFields: [], fields: { guestOrders: pages(ORDER_FILTERS) } },
      Customer: { fields: { orders: pages(ORDER_FILTERS) } },
      Shop: { fields: { orders: pages(ORDER_FILTERS), products: pages(['category', 'availableOnly']) } },
    },
  });
}

/** An item that came with a list need not be fetched again by its id. */
function byId(typename: string): FieldPolicy<Reference | null> {
  return {
    read: (existing, { args, toReference }) =>
      existing === undefined ? toReference({ __typename: typename, id: args?.id as string }) : existing,
  };
}

/** Relay's pages, but that a list which is denied is `null`: Apollo's policy alone would keep what was there before, or make it an empty one. */
function pages(filters: readonly string[]): FieldPolicy {
  const policy = relayStylePagination([...filters]);
  const { merge } = policy;
  if (typeof merge !== 'function') throw new TypeError('expected a policy that merges pages');
  const orNull: typeof merge = (existing, incoming, options) =>
    incoming === null ? null : merge(existing, incoming, options);
  return { ...policy, merge: orNull };
}
