import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useState } from 'react';
import {
  BeginGuestSessionDocument,
  GuestSessionDocument,
  PlaceOrderDocument,
  type PlaceOrderInput,
  type PlaceOrderMutation,
} from '../../../generated/operations/graphql';
import { codeOf, refusalInWords } from '../api/refusal';
import { forgetKey, keyFor } from './idempotencyKey';

type Order = Omit<PlaceOrderInput, 'idempotencyKey'>;
/** What is wrong with a line, by the id of its product. */
export type LineProblems = Readonly<Record<string, string>>;

export interface Outcome {
  readonly isPlaced: boolean;
  /** What is wrong with the order as a whole. */
  readonly problem: string | null;
  readonly lines: LineProblems;
}

const VISIT_IS_OVER = 'Only people in the shop can order. Please scan the code at the door.';
/** A session that ends within the next minute is as good as none. */
const SOON_MS = 60_000;

/** Sends orders. The same one may be sent as often as one likes: it is placed once. */
export function usePlaceOrder() {
  const client = useApolloClient();
  const [isSending, setSending] = useState(false);
  const place = async (order: Order): Promise<Outcome> => {
    setSending(true);
    try {
      await ensureSession(client);
      const input = { ...order, idempotencyKey: keyFor(order) };
      const { data } = await client.mutate({ mutation: PlaceOrderDocument, variables: { input } });
      return outcomeOf(order, data?.placeOrder);
    } catch (error) {
      const problem = codeOf(error) === 'FORBIDDEN' ? VISIT_IS_OVER : refusalInWords(error);
      return { isPlaced: false, problem, lines: {} };
    } finally {
      setSending(false);
    }
  };
  return { place, isSending };
}

/** Guests are known from their first order on: by a cookie, which the browser keeps. */
async function ensureSession(client: ApolloClient): Promise<void> {
  const { data } = await client.query({ query: GuestSessionDocument, fetchPolicy: 'network-only' });
  const endsAt = data?.viewer?.guestSessionExpiresAt ?? null;
  if (endsAt !== null && Date.parse(endsAt) > Date.now() + SOON_MS) return;
  await client.mutate({ mutation: BeginGuestSessionDocument });
}

function outcomeOf(order: Order, answer: PlaceOrderMutation['placeOrder'] | undefined): Outcome {
  if (!answer) return { isPlaced: false, problem: VISIT_IS_OVER, lines: {} };
  if (answer.userErrors.length === 0) {
    forgetKey();
    return { isPlaced: true, problem: null, lines: {} };
  }
  const [lines, others] = [new Map<string, string>(), [] as string[]];
  for (const { field, message } of answer.userErrors) {
    const productId = field?.[0] === 'lines' ? order.lines[Number(field[1] ?? -1)]?.productId : undefined;
    if (productId === undefined) others.push(message);
    else lines.set(productId, message);
  }
  return { isPlaced: false, problem: others.join(' ') || null, lines: Object.fromEntries(lines) };
}
