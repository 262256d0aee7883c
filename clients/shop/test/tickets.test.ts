import type { TicketFragment } from '../../generated/operations/graphql';
import { done, inState, NO_TICKETS, withChange, type Change } from '../src/kitchen/tickets';

const ticket = (id: string, more: Partial<TicketFragment> = {}): TicketFragment => ({
  __typename: 'Order',
  id,
  number: id,
  status: 'PENDING',
  placedAt: '2026-01-01T12:00:00Z',
  updatedAt: '2026-01-01T12:00:00Z',
  total: { __typename: 'Money', amount: '1.00', currencyCode: 'EUR' },
  version: 1,
  customerName: 'Ada',
  note: null,
  internalNote: null,
  lines: [],
  ...more,
});
const order = (id: string, more?: Partial<TicketFragment>): Change => ({ is: 'order', order: ticket(id, more) });
const page = (...nodes: (TicketFragment | null)[]) => ({
  __typename: 'OrderConnection' as const,
  edges: nodes.map((node) => ({ __typename: 'OrderEdge' as const, node })),
  pageInfo: { __typename: 'PageInfo' as const, hasNextPage: false },
});
const list = (pending: (TicketFragment | null)[], ...changed: string[]): Change => ({
  is: 'list',
  changed: new Set(changed),
  shop: {
    __typename: 'Shop',
    id: 'shop',
    pending: page(...pending),
    accepted: page(),
    ready: page(),
    completed: page(),
  },
});
const after = (...changes: Change[]) => changes.reduce(withChange, NO_TICKETS);
const ids = (tickets: readonly TicketFragment[]) => tickets.map(({ id }) => id);

test('news that overtook each other: the newer version stays', () => {
  const tickets = after(order('a', { status: 'READY', version: 3 }), order('a', { status: 'ACCEPTED', version: 2 }));
  expect(tickets.byId.get('a')?.status).toBe('READY');
});

test('what changes while the list is on its way is not lost by it', () => {
  const tickets = after(
    order('new'),
    order('moved', { status: 'ACCEPTED', version: 2 }),
    list([ticket('moved'), ticket('old')], 'new', 'moved'),
  );
  expect([ids(inState(tickets, 'PENDING')).sort(), ids(inState(tickets, 'ACCEPTED'))]).toEqual([
    ['new', 'old'],
    ['moved'],
  ]);
});

test('what is open no more is not shown after the list was loaded anew', () => {
  const tickets = after(order('gone'), list([ticket('a')]));
  expect(ids([...tickets.byId.values()])).toEqual(['a']);
});

test('the one that waits longest is first; of those that are done the latest', () => {
  const at = (hour: number) => `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`;
  const tickets = after(
    order('second', { placedAt: at(11) }),
    order('first', { placedAt: at(10) }),
    order('x', { status: 'REJECTED', updatedAt: at(9) }),
    order('y', { status: 'COMPLETED', updatedAt: at(12) }),
  );
  expect([ids(inState(tickets, 'PENDING')), ids(done(tickets))]).toEqual([
    ['first', 'second'],
    ['y', 'x'],
  ]);
});

test('an order that cannot be shown is counted', () => {
  expect(after(list([ticket('a'), null])).unseen).toBe(1);
});
