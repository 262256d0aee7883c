import { useApolloClient } from '@apollo/client/react';
import { useState } from 'react';
import {
  AnnotateTicketDocument,
  MoveTicketDocument,
  TicketDetailsDocument,
  type OrderStatus,
  type TicketFragment,
} from '../../../generated/operations/graphql';
import { codeOf, refusalInWords } from '../api/refusal';
import type { TicketBoard } from './useTickets';

export interface TicketActions {
  readonly isBusy: boolean;
  readonly move: (to: OrderStatus) => Promise<void>;
  readonly annotate: (internalNote: string) => Promise<void>;
}

interface Payload {
  readonly order: TicketFragment | null;
  readonly userErrors: readonly { readonly message: string }[];
}

/** The order is not kept by the client’s cache: the board keeps it. */
const UNKEPT = { fetchPolicy: 'no-cache' } as const;

/** What an owner does with an order. What somebody else did to it meanwhile is not written over: it is shown in its place. */
export function useTicketActions({ id, version }: TicketFragment, board: TicketBoard): TicketActions {
  const client = useApolloClient();
  const look = async () => {
    const { data } = await client.query({ query: TicketDetailsDocument, variables: { id }, ...UNKEPT });
    if (data?.order) board.take(data.order);
  };
  const { isBusy, run } = useRun(id, board, look);
  const move = async (to: OrderStatus) =>
    run(async () => {
      const variables = { input: { orderId: id, to, version } };
      const { data } = await client.mutate({ mutation: MoveTicketDocument, variables, ...UNKEPT });
      return data?.advanceOrder;
    });
  const annotate = async (internalNote: string) =>
    run(async () => {
      const variables = { input: { orderId: id, internalNote: internalNote.trim() || null } };
      const { data } = await client.mutate({ mutation: AnnotateTicketDocument, variables, ...UNKEPT });
      return data?.annotateOrder;
    });
  return { isBusy, move, annotate };
}

/** Runs one change at a time, and says what was wrong with it; after a conflict it has a look. */
function useRun(id: string, { take, tell }: TicketBoard, look: () => Promise<void>) {
  const [isBusy, setBusy] = useState(false);
  const run = async (ask: () => Promise<Payload | null | undefined>) => {
    setBusy(true);
    tell(id, null);
    try {
      const payload = await ask();
      if (payload?.order) take(payload.order);
      tell(id, payload?.userErrors.map(({ message }) => message).join(' ') || null);
    } catch (error) {
      tell(id, refusalInWords(error));
      if (codeOf(error) === 'CONFLICT') await look().catch(() => undefined);
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, run };
}
