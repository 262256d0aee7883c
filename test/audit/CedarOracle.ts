import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import {
  checkParseSchema,
  preparsePolicySet,
  schemaToJson,
  statefulIsAuthorized,
  validate,
  type Context,
  type EntityJson,
  type EntityUidJson,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { OracleScene } from './OracleScene';

// The V8 of Node 20 now and then ends the process with "unreachable code" when it throws away optimised code in which calls into
// WebAssembly are inlined, as they become after some ten thousand calls. Without inlining this cannot happen.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

const SCHEMA = readFileSync(join(__dirname, 'policies.cedarschema'), 'utf8');
export const POLICIES = readFileSync(join(__dirname, 'policies.cedar'), 'utf8');

const NO_CONTEXT: Context = {};
const CALLER = uid('Caller', 'caller');

/** Cedar's decisions by one text of policies; the hand-written ones unless told. */
export class CedarOracle {
  private static made = 0;
  private readonly name = `policies-${(CedarOracle.made += 1)}`;

  constructor(policies = POLICIES) {
    const { type } = preparsePolicySet(this.name, { staticPolicies: policies });
    if (type !== 'success') throw new SyntaxError('the policies cannot be read');
  }

  /** Throws where a policy could not be evaluated: Cedar skips it then, which must not pass for a denial. */
  decide(scene: OracleScene, coordinate: string): 'allow' | 'deny' {
    const [type = ''] = coordinate.split('.');
    const answer = statefulIsAuthorized({
      principal: CALLER,
      action: uid('Action', coordinate),
      resource: resourceUid(scene, type),
      context: NO_CONTEXT,
      preparsedPolicySetId: this.name,
      entities: entitiesOf(scene, type),
    });
    if (answer.type !== 'success') throw new Error(`Cedar: ${JSON.stringify(answer.errors)}`);
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length > 0) throw new Error(`Cedar: ${JSON.stringify(diagnostics.errors)}`);
    return decision;
  }
}

/** What Cedar's strict validation finds in policies: names that are in no schema, comparisons that can never hold. */
export function validationProblems(policies = POLICIES): string[] {
  const { type } = checkParseSchema(SCHEMA);
  if (type !== 'success') return ['the schema cannot be read'];
  const answer = validate({
    schema: SCHEMA,
    policies: { staticPolicies: policies },
    validationSettings: { mode: 'strict' },
  });
  if (answer.type !== 'success') return answer.errors.map(({ message }) => message);
  return [...answer.validationErrors, ...answer.validationWarnings].map(
    ({ policyId, error }) => `${policyId}: ${error.message}`,
  );
}

/** The fields that the policies speak of. */
export function actionsInSchema(): string[] {
  const answer = schemaToJson(SCHEMA);
  if (answer.type !== 'success') throw new SyntaxError('the schema cannot be read');
  return Object.values(answer.json).flatMap(({ actions }) => Object.keys(actions));
}

function resourceUid({ shop }: OracleScene, type: string): EntityUidJson {
  if (type === 'Query' || type === 'Mutation' || type === 'Subscription') return uid('Root', 'root');
  return type === 'Shop' ? uid('Shop', shop) : uid(type, 'item');
}

/** The caller, the shops, and the item with what it belongs to. */
function entitiesOf(scene: OracleScene, type: string): EntityJson[] {
  const shop = uid('Shop', scene.shop);
  const order = entity('Order', 'item', buyerOf(scene), [shop]);
  const others: Readonly<Record<string, () => EntityJson[]>> = {
    Product: () => [entity('Product', 'item', { archived: scene.archivedAt !== null }, [shop])],
    Order: () => [order],
    OrderLine: () => [
      order,
      entity('OrderLine', 'item', { order: reference('Order', 'item') }, [uid('Order', 'item')]),
    ],
    Customer: () => [entity('Customer', 'item', { profile: reference('Profile', scene.profile) })],
    ShopSales: () => [entity('ShopSales', 'item', {}, [shop])],
  };
  return [callerEntity(scene), ...shopsOf(scene), ...(others[type]?.() ?? [])];
}

/** The shop of the item and the one that is visited, if it is there. */
function shopsOf({ shops, shop, caller }: OracleScene): EntityJson[] {
  const named = Object.entries(shops).filter(([id]) => id === shop || id === caller.visit?.shop);
  return named.map(([id, { serial }]) => entity('Shop', id, { serial }));
}

function callerEntity({ caller, ownerships }: OracleScene): EntityJson {
  const { roles, subject, session, visit, hasSecondFactor } = caller;
  const owned = ownerships.filter((each) => each.subject === subject).map(({ shop }) => reference('Shop', shop));
  return entity('Caller', 'caller', {
    roles: [...roles],
    owns: owned,
    secondFactor: hasSecondFactor,
    ...(subject !== null && { profile: reference('Profile', subject) }),
    ...(session !== null && { session: reference('Session', session) }),
    ...(visit && { visitToken: { shop: reference('Shop', visit.shop), serial: visit.serial } }),
  });
}

function buyerOf({ buyer: { customer, guest } }: OracleScene): EntityJson['attrs'] {
  return {
    ...(customer !== null && { customer: reference('Profile', customer) }),
    ...(guest !== null && { guest: reference('Session', guest) }),
  };
}

function entity(type: string, id: string, attrs: EntityJson['attrs'], parents: EntityUidJson[] = []): EntityJson {
  return { uid: uid(type, id), attrs, parents };
}

function uid(type: string, id: string) {
  return { type, id };
}

function reference(type: string, id: string) {
  return { __entity: { type, id } };
}
