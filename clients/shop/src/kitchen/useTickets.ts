import { useApolloClient, useSubscription } from '@apollo/client/react';
import { useEffect, useReducer, useRef, useState } from 'react';
import {
  BoardChangesDocument,
  BoardDocument,
  type BoardQuery,
  type TicketFragment,
} from '../../../generated/operations/graphql';
import { useApi } from '../api/Denied';
import { refusalInWords } from '../api/refusal';
import { useSignal } from '../api/Signal';
import { NO_TICKETS, withChange, type Tickets } from './tickets';

const PAGE = 30;

export interface TicketBoard {
  readonly tickets: Tickets;
  readonly problem: string | null;
  /** To be told of an order as it is now. */
  readonly take: (order: TicketFragment) => void;
  readonly retry: () => void;
  /** What went wrong with an order, by its id: it is told there, also when the order has moved to another column. */
  readonly wrong: ReadonlyMap<string, string>;
  readonly tell: (orderId: string, problem: string | null) => void;
}

/**
 * The shop’s open orders: the list, and each change as it happens. What is followed begins with the newest orders as they are then, so that none
 * is missed between the list and the first change. Where the connection was lost, the list is loaded anew.
 */
export function useTickets(shopId: string): TicketBoard {
  const client = useApolloClient();
  const { openings } = useSignal(useApi().connection);
  const [tickets, change] = useReducer(withChange, NO_TICKETS);
  const changed = useRef(new Set<string>());
  const [problem, setProblem] = useState<string | null>(null);
  const take = (order: TicketFragment) => {
    changed.current.add(order.id);
    change({ is: 'order', order });
  };
  const { restart } = useSubscription(BoardChangesDocument, {
    variables: { shopId },
    fetchPolicy: 'no-cache',
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      if (data?.shopOrderChanged) take(data.shopOrderChanged);
    },
    onError: (error) => setProblem(refusalInWords(error)),
  });
  const [tries, tryAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let isWanted = true;
    changed.current = new Set();
    const show = ({ data }: { readonly data?: BoardQuery | undefined }) => {
      if (!isWanted || !data?.shop) return;
      change({ is: 'list', shop: data.shop, changed: changed.current });
      setProblem(null);
    };
    const list = client.query({ query: BoardDocument, variables: { shopId, first: PAGE }, fetchPolicy: 'no-cache' });
    list.then(show, (error: unknown) => setProblem(refusalInWords(error)));
    return () => {
      isWanted = false;
    };
  }, [client, shopId, openings, tries]);
  const retry = () => {
    restart();
    tryAgain();
  };
  return { tickets, problem, take, retry, ...useWrong() };
}

function useWrong(): Pick<TicketBoard, 'wrong' | 'tell'> {
  const [wrong, setWrong] = useState<ReadonlyMap<string, string>>(new Map());
  const tell: TicketBoard['tell'] = (orderId, problem) =>
    setWrong(
      (before) => new Map([...before].filter(([id]) => id !== orderId).concat(problem ? [[orderId, problem]] : [])),
    );
  return { wrong, tell };
}
