import fc from 'fast-check';
import type { RequestHeaders } from '../support/ApiUnderTest';
import { outcomeOf, productNode } from '../support/ordering';
import { advance, cancel, place } from './actions';
import type { Region } from './GlobalTable';
import type { TwoRegions } from './TwoRegions';

export type ShopId = 'alpha' | 'beta';

const SHOPS: readonly ShopId[] = ['alpha', 'beta'];
/** So little that it runs out. */
export const STOCK = 4;

const number = fc.nat({ max: 30 });

/** What can happen: somebody does something, or a change comes over to the other region. Numbers choose from what is there at that moment. */
export const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('place' as const), buyer: number, shop: number, key: number }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), order: number }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      order: number,
      to: fc.constantFrom('ACCEPTED', 'READY', 'REJECTED'),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('deliver' as const), change: fc.nat({ max: 1000 }) }) },
);

export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** An order that the API has said was placed. */
interface Acknowledged {
  readonly id: string;
  readonly buyer: number;
  readonly shopId: ShopId;
  /** When it was placed, and moved. */
  readonly times: number[];
}

/** Who there is, and which shops they buy from. */
export interface Cast {
  readonly buyers: readonly { readonly headers: RequestHeaders; readonly shops: readonly ShopId[] }[];
  readonly owners: Readonly<Record<ShopId, RequestHeaders>>;
}

/** Two guests and two customers, who buy everywhere. */
export async function everybody({ callers }: TwoRegions): Promise<Cast> {
  const guests = [(await callers.guest()).headers, (await callers.guest()).headers];
  const people = [guests[0]!, await callers.customer1(), guests[1]!, await callers.customer2()];
  return {
    buyers: people.map((headers) => ({ headers, shops: SHOPS })),
    owners: { alpha: await callers.ownerA(), beta: await callers.ownerB() },
  };
}

/** Plays steps on the real API; whatever concerns a shop is asked of its home region alone. */
export class Histories {
  /** By buyer, shop and key. The same one may be acknowledged many times, and is then the same order. */
  readonly acknowledged = new Map<string, Acknowledged>();

  /** A region was lost: a key may be remembered whose order is not there. */
  isTorn = false;

  constructor(
    private readonly two: TwoRegions,
    private readonly cast: Cast,
    public homeOf: (shopId: ShopId) => Region,
  ) {}

  async play(steps: readonly Step[]): Promise<void> {
    for (const each of steps) await this.step(each);
  }

  private async step(step: Step): Promise<void> {
    switch (step.kind) {
      case 'place':
        return this.place(step);
      case 'cancel':
        return this.move(step.order, async (order) =>
          cancel(this.two, this.homeOf(order.shopId), this.cast.buyers[order.buyer]!.headers, order.id),
        );
      case 'advance':
        return this.move(step.order, async (order) => {
          const move = { orderId: order.id, to: step.to };
          return advance(this.two, this.homeOf(order.shopId), this.cast.owners[order.shopId], move);
        });
      case 'deliver':
        return this.deliver(step.change);
    }
  }

  private async place({ buyer: of, shop, key }: Extract<Step, { kind: 'place' }>): Promise<void> {
    const buyer = of % this.cast.buyers.length;
    const { headers, shops } = this.cast.buyers[buyer]!;
    const shopId = shops[shop % shops.length]!;
    // Few keys, so that some are sent again.
    const idempotencyKey = `${shopId}-${key % 3}`;
    const lines = [1, 2].map((n) => ({ productId: productNode(shopId, n), quantity: 1 }));
    const answer = await place(this.two, this.homeOf(shopId), headers, { idempotencyKey, lines }, shopId);
    const outcome = outcomeOf(answer);
    if (outcome === 'OUT_OF_STOCK') return;
    expect(outcome).toBe('done');
    const { order } = answer.body.data.placeOrder;
    if (order === null && this.isTorn) return;
    const id = order.id as string;
    const name = `${buyer} ${idempotencyKey}`;
    const before = this.acknowledged.get(name);
    // One key, one order: the law is looked at whenever a key is sent again.
    if (before) expect(id).toBe(before.id);
    else this.acknowledged.set(name, { id, buyer, shopId, times: [this.two.table.now] });
  }

  private async move(order: number, by: (order: Acknowledged) => Promise<string>): Promise<void> {
    const orders = [...this.acknowledged.values()];
    const chosen = orders[order % Math.max(1, orders.length)];
    if (!chosen) return;
    expect(['done', 'NOT_CANCELLABLE', 'INVALID_TRANSITION']).toContain(await by(chosen));
    chosen.times.push(this.two.table.now);
  }

  private async deliver(change: number): Promise<void> {
    const { table } = this.two;
    const underWay = [...table.outstanding('east'), ...table.outstanding('west')];
    const chosen = underWay[change % Math.max(1, underWay.length)];
    if (chosen) await table.deliver(chosen);
  }
}
