import { decideAll } from '../../src/access/decide';
import type { Facts, Rule } from '../../src/access/Rule';
import type { Principal } from '../../src/access/Principal';
import { CallerFacts, type CallerFactSource } from '../../src/loading/CallerFacts';
import type { Model } from '../../src/model/Model';
import type { OracleScene } from './OracleScene';

/** What is asked: a field, in a scene. */
export interface OracleCell {
  readonly scene: OracleScene;
  readonly coordinate: string;
  /** The caller, all that the table tells of them included. */
  readonly principal: Principal;
}

/** The effects of the product's decision; with everything known, `depends` would be a fault of its own. */
export type Effect = 'allow' | 'deny' | 'depends';

/** The rules of every field that has any, by coordinate. */
export type RulesOfFields = ReadonlyMap<string, readonly Rule[]>;

export function rulesOf(model: Model): RulesOfFields {
  const fields = [...model.types.values()].flatMap((type) => [...type.fields.values()]);
  return new Map(fields.filter(({ rules }) => rules.length > 0).map(({ coordinate, rules }) => [coordinate, rules]));
}

/** The cells of scenes, with callers of whom the table has told everything. */
export async function cellsOf(scenes: readonly OracleScene[]): Promise<OracleCell[]> {
  const cells = scenes.map(async (scene) => {
    const principal = await principalIn(scene);
    return scene.coordinates.map((coordinate) => ({ scene, coordinate, principal }));
  });
  return (await Promise.all(cells)).flat();
}

export function decideCell(rules: readonly Rule[], { scene, coordinate, principal }: OracleCell): Effect {
  return decideAll(rules, principal, factsOf(scene, coordinate)).effect;
}

/** All facts of the item asked for, as the reader has them once it knows everything: what an item lacks is known to be absent. */
export function factsOf({ shop, buyer, archivedAt, profile }: OracleScene, coordinate: string): Facts {
  const owners = { customerId: buyer.customer, guestSessionId: buyer.guest };
  const facts: Readonly<Record<string, Facts>> = {
    Shop: { shopId: shop },
    Product: { shopId: shop, productId: 'p', archivedAt },
    Order: { shopId: shop, orderId: 'o', ...owners },
    OrderLine: { shopId: shop, orderId: 'o', line: '01', ...owners },
    Customer: { customerId: profile },
    ShopSales: { shopId: shop },
  };
  return facts[coordinate.split('.')[0]!] ?? {};
}

/** The caller's facts, through the part of the product that learns them. */
export function callerFactsIn(scene: OracleScene, source = tableOf(scene)): CallerFacts {
  const { roles, subject, session, visit, hasSecondFactor } = scene.caller;
  const caller = {
    roles,
    subject,
    email: null,
    signIn: null,
    hasSecondFactor,
    guestSession: session === null ? null : { id: session, startedAt: new Date(0), expiresAt: new Date(0) },
    visit: visit && { tenant: visit.shop, serial: visit.serial },
    device: null,
  };
  return new CallerFacts(caller, source);
}

async function principalIn(scene: OracleScene): Promise<Principal> {
  const callerFacts = callerFactsIn(scene);
  await callerFacts.learn(['tenants', 'visit']);
  return callerFacts.principal;
}

function tableOf({ ownerships, shops }: OracleScene): CallerFactSource {
  return {
    tenantsOf: async (subject) =>
      Promise.resolve(new Set(ownerships.filter((each) => each.subject === subject).map(({ shop }) => shop))),
    isCurrent: async ({ tenant, serial }) => Promise.resolve(shops[tenant]?.serial === serial),
  };
}
