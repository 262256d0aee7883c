import { print } from 'graphql';
import type { OnDenied } from '../../src/response/Context';
import type { ServedApi } from '../projection/apiUnderTest';
import { VARIABLES } from '../projection/randomQuery';
import type { Spot, WhoAsks, World } from '../projection/randomWorld';
import { EXECUTORS, operate, type Operated, type Prepared } from './operate';
import { answer, judge, told, type Api, type Selection, type Type, type Values } from './specification';
import { callerOf, itemsOf, placeOf, selectionOf } from './specified';

const KEY_ATTRIBUTES = ['pk', 'sk', 'gsi1pk', 'gsi1sk'];
const MODES = ['error', 'mask', 'reject'] as const;

/** What was compared: of an answer each field of it and each denial that it tells, or the refusal of the whole. */
export interface Cells {
  fields: number;
  denials: number;
  refusals: number;
}

/** A schema in both forms, with a world. */
export interface Both {
  readonly specified: Api;
  readonly served: ServedApi;
  readonly world: Pick<World, 'spots' | 'items'>;
}

/** Runs one document by both executors in all modes, and compares each answer, and what it asked of the store, with the specification. */
export async function compareAnswers(both: Both, who: WhoAsks, asked: Prepared, cells: Cells): Promise<void> {
  const selection = selectionOf(both.served.schema, asked.document, VARIABLES);
  const owed = answer(both.specified, callerOf(who), itemsOf(both.world), selection);
  const mayAsk = allowedIn(both, who, selection, owed.asked);
  for (const mode of MODES) {
    const expected = told(mode, owed);
    const text = JSON.stringify(expected);
    for (const [executor, execute] of Object.entries(EXECUTORS)) {
      const ran = await operate(execute, asked, both.world.items, who, mode);
      const found = foundIn(ran, mode, expected);
      const excess = ran.requests.flatMap(({ keys, attributes }) =>
        keys.flatMap((key) => attributes.filter((each) => !mayAsk.get(key)?.has(each)).map((each) => `${key} ${each}`)),
      );
      if (excess.length > 0 || JSON.stringify(found) !== text)
        throw new Error(
          scene(both, who, print(asked.document), { mode, executor, excess, ...firstDifference(found, expected) }),
        );
      count(expected, cells);
    }
  }
}

function count(expected: ReturnType<typeof told>, cells: Cells): void {
  if ('refused' in expected) cells.refusals += 1;
  else {
    cells.fields += fieldsIn(expected.data);
    cells.denials += expected.entries.length;
  }
}

function fieldsIn(data: unknown): number {
  if (typeof data !== 'object' || data === null) return 0;
  const inside = Object.values(data).reduce<number>((sum, each) => sum + fieldsIn(each), 0);
  return Array.isArray(data) ? inside : inside + Object.keys(data).length;
}

/** The answer in the form of what is expected of it. Which of the denials a refusal met first is not said, only that it tells of some. */
function foundIn({ answer: { data, errors = [], extensions } }: Operated, mode: OnDenied, expected: object): unknown {
  const entry = (each: unknown, path: unknown) => {
    const { coordinate, count: times } = each as Values;
    return { coordinate, count: times, ...(mode === 'error' && { path }) };
  };
  if (mode === 'reject' && data === undefined) {
    const coordinates = errors.map((each) => each.extensions.coordinate);
    const owed = (expected as { refused?: string[] }).refused ?? [];
    return coordinates.length > 0 && coordinates.every((each) => owed.includes(each as string))
      ? expected
      : coordinates;
  }
  const masked = (extensions?.authorization as { denied: unknown[] } | undefined)?.denied ?? [];
  const entries = [
    ...errors.map((each) => entry(each.extensions, each.path)),
    ...masked.map((each) => entry(each, null)),
  ];
  return { data, entries };
}

/** By the key of the store: keys, declared facts, and what is selected and permitted. */
function allowedIn(
  { world, specified }: Both,
  who: WhoAsks,
  selection: Selection,
  asked: ReturnType<typeof answer>['asked'],
) {
  const anywhere = selectedAnywhere(specified.query, selection);
  return new Map(
    world.spots.map((spot) => {
      const { facts = [] } = specified.types.find(({ name }) => name === spot.type.name) ?? {};
      const asks = asked.flatMap(({ place, ask }) => (place === placeOf(spot) ? ask : []));
      // The same item may be met again further down: what is asked of it there may be read at once.
      const prefetches = spot.type.keyNames.length === 1 ? aheadOf(specified, who, spot, anywhere) : [];
      return [spot.key, new Set([...KEY_ATTRIBUTES, ...facts, ...asks, ...prefetches])] as const;
    }),
  );
}

function aheadOf(api: Api, who: WhoAsks, { type: { name }, params, item }: Spot, anywhere: Selection): string[] {
  const type = api.types.find((each) => each.name === name)!;
  const facts = Object.fromEntries(type.facts.map((fact) => [fact, item?.[fact] ?? null]));
  return judge(api, type, anywhere, callerOf(who), { ...facts, ...params }).ask;
}

function selectedAnywhere(query: Type, selection: Selection): Selection {
  const all = new Map<Type, ReturnType<Selection>>();
  const walk = (type: Type, here: Selection): void => {
    for (const asked of here(type)) {
      all.set(type, [...(all.get(type) ?? []), asked]);
      const { leadsTo = [] } = type.fields.find(({ name }) => name === asked.name) ?? {};
      leadsTo.forEach((each) => walk(each, asked.below));
    }
  };
  walk(query, selection);
  return (type) => all.get(type) ?? [];
}

function firstDifference(found: unknown, expected: unknown, at = ''): object {
  const both = [found, expected].every((each) => typeof each === 'object' && each !== null);
  const names = both ? [...new Set([...Object.keys(found as Values), ...Object.keys(expected as Values)])] : [];
  const name = names.find(
    (each) => JSON.stringify((found as Values)[each]) !== JSON.stringify((expected as Values)[each]),
  );
  if (name === undefined) return { at, found, expected };
  return firstDifference((found as Values)[name], (expected as Values)[name], `${at}/${name}`);
}

/** What a comparison that fails must print: the schema, the document, the caller, the world, and what differs. */
function scene({ served, world }: Both, { caller, tenants, isVisitCurrent }: WhoAsks, query: string, differs: object) {
  const asks = JSON.stringify({ caller, tenants: [...tenants], isVisitCurrent });
  const items = world.items.map((item) => JSON.stringify(item));
  return [JSON.stringify(differs), served.sdl, query, asks, ...items].join('\n');
}
