import { isInterfaceType, type GraphQLSchema } from 'graphql';
import { callerFactsIn, decide } from '../access/decide';
import { getOrInsert } from '../maps/getOrInsert';
import type { Principal } from '../access/Principal';
import type { FieldModel, Model } from '../model/Model';
import { rootSelection, type AskedOperation, type Selection } from '../projection/selection';

/**
 * The selected fields that roles and credentials alone already deny, before anything is read. Only fields with a rule of their
 * own: what an item's type hides is absent, not denied.
 */
export function deniedByRole(
  schema: GraphQLSchema,
  model: Model,
  operation: AskedOperation,
  principal: Principal,
): FieldModel[] {
  return selectedFieldModels(schema, model, operation).filter(
    ({ ownRule }) => ownRule && decide(ownRule, principal, {}).effect === 'deny',
  );
}

/** What only the table tells of the caller (`tenants`, `visit`) and some selected field is decided by. */
export function awaitedOfCaller(
  schema: GraphQLSchema,
  model: Model,
  operation: AskedOperation,
  principal: Principal,
): string[] {
  const awaited = selectedFieldModels(schema, model, operation).flatMap(({ ownRule }) =>
    ownRule ? callerFactsIn(decide(ownRule, principal, {})) : [],
  );
  return [...new Set(awaited)];
}

/** Every field that the operation selects, each once. */
function selectedFieldModels(schema: GraphQLSchema, model: Model, operation: AskedOperation): readonly FieldModel[] {
  const root = rootSelection(schema, operation);
  return getOrInsert(fieldModels, root, () => fieldModelsIn(root, model));
}

/** Asked for twice in each request that may be refused as a whole; kept as long as the selection. */
const fieldModels = new WeakMap<Selection, readonly FieldModel[]>();

function fieldModelsIn(root: Selection, model: Model): FieldModel[] {
  const found = new Set<FieldModel>();
  const walk = (selection: Selection): void => {
    const ofInterface = interfaceFields(selection);
    for (const { name: typeName } of selection.objectTypes) {
      for (const { name, below } of selection.on(typeName).values()) {
        const field = model.types.get(typeName)?.fields.get(name);
        if (field && !ofInterface.has(name)) found.add(field);
        walk(below);
      }
    }
  };
  walk(root);
  return [...found];
}

/** Fields that may be asked of whatever comes are decided once it is known what did: nobody asked for those of a certain type. */
function interfaceFields({ type }: Selection): ReadonlySet<string> {
  return new Set(isInterfaceType(type) ? Object.keys(type.getFields()) : []);
}
