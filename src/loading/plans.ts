import { getOrInsert } from '../maps/getOrInsert';
import { typeNamed, type Model, type TypeModel } from '../model/Model';
import { sameItemPrefetch } from '../projection/prefetch';
import { PlanBook, planOf, type Plan } from '../projection/plan';
import { below, fieldsIn, type Selection } from '../projection/selection';

const items = new PlanBook();
const nodes = new PlanBook();
const rows = new PlanBook();

/** What a field that is one item asks of it. */
export function planOfItem(model: Model, type: TypeModel, selection: Selection): Plan {
  return items.of(type, selection, () => planOf(model, type, [selection], sameItemPrefetch(model, type, selection)));
}

/** What a connection asks of each of its nodes, by either way to them. */
export function planOfNodes(model: Model, typeName: string, selection: Selection): Plan {
  const type = typeNamed(model, typeName);
  const ways = () => [...below(selection, ['nodes']), ...below(selection, ['edges', 'node'])];
  return nodes.of(type, selection, () => planOf(model, type, ways()));
}

const existence = new WeakMap<TypeModel, Plan>();

/** What tells whether an item is there for its caller, and nothing else. */
export function planOfExistence(model: Model, type: TypeModel): Plan {
  return getOrInsert(existence, type, () => planOf(model, type, []));
}

/** Whether a connection is asked where its nodes stand. */
export function asksForCursors(selection: Selection): boolean {
  return selects(below(selection, ['edges']), ['cursor']) || selects(below(selection, ['pageInfo']), PAGE_CURSORS);
}

const PAGE_CURSORS = ['startCursor', 'endCursor'];

function selects(selections: readonly Selection[], names: readonly string[]): boolean {
  return selections.flatMap(fieldsIn).some(({ name }) => names.includes(name));
}

/** What a field asks of the rows that it adds up. */
export function planOfRows(model: Model, typeName: string, selection: Selection): Plan {
  const type = typeNamed(model, typeName);
  return rows.of(type, selection, () => planOf(model, type, [selection]));
}
