import type { Client } from '@urql/core';
import {
  ShopOrdersDocument,
  type ShopOrdersQuery,
  type ShopOrdersQueryVariables,
} from '../generated/operations/graphql';
import { ask } from './client';

type Page = NonNullable<NonNullable<ShopOrdersQuery['shop']>['orders']>;
export type ShopOrder = NonNullable<Page['edges'][number]['node']>;

/** All orders of a shop, the newest first, page by page as they are taken. */
export async function* ordersOf(
  client: Client,
  { first = 100, ...filter }: Omit<ShopOrdersQueryVariables, 'after'>,
): AsyncGenerator<ShopOrder> {
  let after: string | null = null;
  do {
    const { edges, pageInfo } = await pageOf(client, { ...filter, first, after });
    for (const { node } of edges) if (node) yield node;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}

async function pageOf(client: Client, variables: ShopOrdersQueryVariables): Promise<Page> {
  const { shop } = await ask(client, ShopOrdersDocument, variables);
  if (!shop?.orders) throw new Error('There is no such shop.');
  return shop.orders;
}
