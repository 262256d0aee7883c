import { readMatrix, type Line, type Matrix } from './accessMatrix';
import { OTHER_SHOP, OWN_SHOP, type Caller, type World } from './callers';
import { EveryField, type Outcome, type Place } from './everyField';
import { ask, type Answer } from './graphql';
import { Unproven } from './Step';

interface Asked {
  readonly caller: Caller;
  readonly place: Place;
  readonly field: string;
}

const DENIED = ['FORBIDDEN', 'UNAUTHENTICATED'];
/** What one question may cost. */
const FIELDS_AT_ONCE = 8;

function placesIn({ product, customersOrder, guestsOrder, customer }: World): Place[] {
  const place = (type: string, name: string, text: string, path: string): Place => ({
    type,
    name,
    text,
    path: path.split('.'),
  });
  const order = (id: string, name: string) => [
    place('Order', `${name} order`, `{ order(id: "${id}") { ? } }`, 'order'),
    place('OrderLine', `${name} line`, `{ order(id: "${id}") { lines { ? } } }`, 'order.lines.0'),
  ];
  const days = `from: "2026-01-01", to: "2026-01-02"`;
  const sales = (id: string, name: string) =>
    place('ShopSales', name, `{ shop(id: "${id}") { sales(${days}) { ? } } }`, 'shop.sales');
  return [
    place('Shop', 'own shop', `{ shop(id: "${OWN_SHOP}") { ? } }`, 'shop'),
    place('Shop', 'somebody else’s shop', `{ shop(id: "${OTHER_SHOP}") { ? } }`, 'shop'),
    place('Product', 'own product', `{ node(id: "${product}") { ... on Product { ? } } }`, 'node'),
    ...order(customersOrder, 'the customer’s'),
    ...order(guestsOrder, 'the guest’s'),
    place('Customer', 'the customer', `{ node(id: "${customer}") { ... on Customer { ? } } }`, 'node'),
    sales(OWN_SHOP, 'own sales'),
    sales(OTHER_SHOP, 'somebody else’s sales'),
    place('PlatformStatistics', 'the platform', `{ platformStatistics(${days}) { ? } }`, 'platformStatistics'),
    place('Viewer', 'whoever asks', '{ viewer { ? } }', 'viewer'),
    place('Query', 'the root', '{ ? }', ''),
  ];
}

/**
 * Asks for every field that queries lead to, as everybody, and for every mutation as those who never may; each answer is held against the
 * access matrix. Resolves with what was seen.
 */
export async function askEveryField(
  url: string,
  world: World,
  { requiresSecondFactor }: { readonly requiresSecondFactor: boolean },
): Promise<readonly string[]> {
  const matrix = readMatrix();
  const [{ customersOrder, product }, days] = [world, { from: '2026-01-01', to: '2026-01-02' }];
  const values = {
    id: customersOrder,
    ids: [OWN_SHOP],
    shopId: OWN_SHOP,
    orderId: customersOrder,
    productId: product,
    coordinates: ['Shop.name'],
    ...days,
  };
  const every = new EveryField(matrix, values);
  const expect = (asked: Asked) => expected(matrix, asked, requiresSecondFactor);
  const counts = new Map<string, Record<Outcome, number>>();
  const wrong: string[] = [];
  for (const place of placesIn(world))
    for (const caller of world.callers)
      for (const [field, outcome] of await outcomesOf(url, every, place, caller)) {
        const should = expect({ caller, place, field });
        count(counts, caller.name, outcome);
        if (outcome !== should)
          wrong.push(
            `${place.type}.${field} of ${place.name} as ${caller.name}: expected ${should}, it was ${outcome}`,
          );
      }
  wrong.push(...(await mutationsOfNobody(url, every, matrix, world)));
  if (wrong.length > 0) throw unlike(wrong);
  return [...lines(counts), ...coverage(every, matrix)];
}

function unlike(wrong: readonly string[]): Unproven {
  return new Unproven(
    'every answer to be as schema/access-matrix.md says',
    `${String(wrong.length)} were not, the first of them: ${wrong.slice(0, 3).join('; ')}`,
    'Do not let anybody in before `npm test` says why.',
  );
}

async function outcomesOf(
  url: string,
  every: EveryField,
  place: Place,
  caller: Caller,
): Promise<[field: string, outcome: Outcome][]> {
  const fields = every.fieldsOf(place.type);
  const outcomes: [string, Outcome][] = [];
  for (let at = 0; at < fields.length; at += FIELDS_AT_ONCE) {
    const some = fields.slice(at, at + FIELDS_AT_ONCE);
    const answer = await ask(url, every.document(place, some), caller.headers);
    assertAnswered(answer, place, caller);
    const found = objectAt(answer, place) as Readonly<Record<string, unknown>> | null;
    for (const field of some)
      outcomes.push([field, outcomeOf(answer, `${place.type}.${field}`, found?.[field], found)]);
  }
  return outcomes;
}

/** What is told as denied, and is there all the same, was seen. */
function outcomeOf({ errors }: Answer, coordinate: string, value: unknown, found: object | null): Outcome {
  if (!found) return 'absent';
  const isTold = errors.some(({ extensions }) => extensions.coordinate === coordinate);
  return isTold && (value ?? null) === null ? 'denied' : 'seen';
}

/** Nothing but denials stands between a question and its answer. */
function assertAnswered({ status, data, errors }: Answer, place: Place, caller: Caller): void {
  const other = errors.find(({ extensions }) => !DENIED.includes(extensions.code));
  if (data !== null && !other) return;
  throw new Unproven(
    `an answer to ${caller.name} about ${place.name}`,
    `HTTP ${String(status)} came with ${other ? `${other.extensions.code}: ${other.message}` : 'no data'}`,
    'See the log of the server.',
  );
}

function objectAt({ data }: Answer, { path }: Place): unknown {
  const steps = path.filter((step) => step !== '');
  return steps.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | null | undefined)?.[step] ?? null,
    data,
  );
}

function expected(matrix: Matrix, { caller, place, field }: Asked, requiresSecondFactor: boolean): Outcome {
  const may = (line: Line | undefined): boolean => {
    if (!line || (line.takesSecondFactor && requiresSecondFactor)) return false;
    const cell = line.cells[caller.role];
    const isOfOwnShop = !place.name.startsWith('somebody else’s');
    return (
      cell === 'yes' || (cell === 'own' && owns(caller, place)) || (cell === 'visit' && caller.isVisitor && isOfOwnShop)
    );
  };
  if (place.type !== 'Query' && !may(matrix.get(place.type))) return 'absent';
  return may(matrix.get(`${place.type}.${field}`)) ? 'seen' : 'denied';
}

/** At the root it is the object behind that is somebody’s: who may own such a thing is answered, with it or with nothing. */
const owns = ({ owns: theirs }: Caller, { type, name }: Place): boolean => type === 'Query' || theirs.has(name);

/** Where the matrix has nothing for a role, it is refused before anything is written. */
async function mutationsOfNobody(
  url: string,
  every: EveryField,
  matrix: Matrix,
  { callers }: World,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [coordinate, { cells }] of matrix) {
    const [type, name = ''] = coordinate.split('.');
    if (type !== 'Mutation') continue;
    for (const caller of callers.filter(({ role, isVisitor }) => cells[role] === '' && !isVisitor)) {
      const { errors } = await ask(url, every.mutation(name), caller.headers);
      if (!errors.some(({ extensions: { code, coordinate: at } }) => DENIED.includes(code) && at === coordinate))
        wrong.push(
          `${coordinate} as ${caller.name}: expected a refusal, it was ${errors[0]?.extensions.code ?? 'done'}`,
        );
    }
  }
  return wrong;
}

function count(counts: Map<string, Record<Outcome, number>>, name: string, outcome: Outcome): void {
  const of = counts.get(name) ?? { seen: 0, denied: 0, absent: 0 };
  counts.set(name, { ...of, [outcome]: of[outcome] + 1 });
}

function lines(counts: ReadonlyMap<string, Record<Outcome, number>>): string[] {
  return [...counts].map(
    ([name, { seen, denied, absent }]) =>
      `${name} saw ${String(seen)} fields, was denied ${String(denied)}, and found nothing behind ${String(absent)}`,
  );
}

function coverage({ asked, notAsked }: EveryField, matrix: Matrix): string[] {
  const all = [...matrix.keys()].filter((each) => each.includes('.')).length;
  return [
    `every answer was as schema/access-matrix.md says; ${String([...asked].filter((each) => matrix.has(each)).length)} of its ${String(all)} fields were asked for; not: ${notAsked.join(', ') || 'none'}`,
  ];
}
