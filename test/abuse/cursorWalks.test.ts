import type { Fault } from '../support/DynamoRecorder';
import { ApiUnderTest, type GraphQLAnswer } from '../support/ApiUnderTest';
import type { RecordedCall } from '../support/RecordedCall';
import { baseWorld, order, orderId, ownership, product, SUBJECTS, type WorldItem } from '../support/world';
import { ALPHA, BETA, GAMMA, orderNode, productNode } from './scene';

/** As large as a list is walked with filters that match 1 in 1,000. */
const MANY = 4_000;
const RARE_EVERY = 1_000;
const PADDING = 'x'.repeat(1_200);
const LARGE_NOTE = 'x'.repeat(12_000);

let api: ApiUnderTest;

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ownership(SUBJECTS.ownerA, 'beta'),
    ...range(150).map((number) => ({ ...headOf('beta', number), note: LARGE_NOTE })),
    ownership(SUBJECTS.ownerA, 'gamma'),
    ...range(40).map((number) => headOf('gamma', number)),
  ]);
  await putFast(
    range(MANY).flatMap((number) => [
      { ...headOf('alpha', number, isRare(number) ? 'READY' : 'COMPLETED'), note: PADDING },
      rarelySpecial(number),
    ]),
  );
});
afterEach(() => {
  api.recorder.faults = undefined;
});
afterAll(async () => api.close());

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

const isRare = (number: number) => number % RARE_EVERY === 0;

function headOf(shopId: string, number: number, status = 'PENDING'): WorldItem {
  return order({ shopId, number, customerId: SUBJECTS.customer1, lines: 0, status })[0]!;
}

/** Products of alpha beside those of the base world; the headings of the common ones are what makes the index large. */
function rarelySpecial(number: number): WorldItem {
  const id = `alpha-p${String(number + 5)}`;
  return product('alpha', id, {
    category: isRare(number) ? 'Special' : `Common ${PADDING}`,
    available: isRare(number),
  });
}

/** `put` waits for one batch after the other. */
async function putFast(items: readonly WorldItem[]): Promise<void> {
  const lanes = 8;
  const size = Math.ceil(items.length / lanes);
  await Promise.all(range(lanes).map(async (lane) => api.put(items.slice((lane - 1) * size, lane * size))));
}

interface Connection {
  readonly nodes: readonly { id: string }[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const page = '{ nodes { id } pageInfo { hasNextPage endCursor } }';

function connectionIn(answer: GraphQLAnswer): Connection {
  expect(answer.body.errors).toBeUndefined();
  return answer.body.data.shop.list as Connection;
}

/** All ids of a list, page by page; `between` runs after each page. */
async function walk(
  shop: string,
  field: string,
  args: string,
  first: number,
  between: (seen: readonly string[]) => Promise<void> = async () => Promise.resolve(),
): Promise<{ ids: string[]; calls: RecordedCall[] }> {
  const headers = await api.ownerA();
  const ids: string[] = [];
  const calls: RecordedCall[] = [];
  let after: string | null = null;
  do {
    const answer = await api.execute(
      `query ($after: String) { shop(id: "${shop}") { list: ${field}(first: ${first}, after: $after ${args}) ${page} } }`,
      headers,
      { after },
    );
    const { nodes, pageInfo } = connectionIn(answer);
    expect(nodes.length).toBeLessThanOrEqual(first);
    expect(ids.length).toBeLessThan(MANY);
    ids.push(...nodes.map(({ id }) => id));
    calls.push(...answer.calls);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    await between(ids);
  } while (after !== null);
  return { ids, calls };
}

const SIZES = [1, 7, 100];
const newestFirst = (shopId: string, numbers: readonly number[]) =>
  [...numbers].reverse().map((n) => orderNode(shopId, n));
/** Whether an answer ended before its limit, since DynamoDB stops at 1 MB. */
const isCutBySize = ({ request, response }: RecordedCall) =>
  response !== undefined && 'LastEvaluatedKey' in response && Number(response.ScannedCount) < Number(request.Limit);

describe('Cursors: walking a list at any page size gives the same set', () => {
  it.each(SIZES)('all rows, %i at a time', async (first) => {
    const { ids } = await walk(GAMMA, 'orders', '', first);
    expect(ids).toEqual(newestFirst('gamma', range(40)));
  });

  it.each(SIZES)('rows of which a filter finds 1 in 1,000, %i at a time, across answers of 1 MB', async (first) => {
    const { ids, calls } = await walk(ALPHA, 'orders', ', status: READY', first);
    expect(ids).toEqual(newestFirst('alpha', range(MANY).filter(isRare)));
    expect(calls.filter(isCutBySize).length).toBeGreaterThan(0);
  });

  it.each(SIZES)('the same in an index, %i at a time', async (first) => {
    const { ids, calls } = await walk(ALPHA, 'products', ', category: "Special", availableOnly: true', first);
    const expected = range(MANY)
      .filter(isRare)
      .map((number) => productNode('alpha', number + 5));
    expect(ids).toEqual(expected.sort(byName));
    expect(calls.filter(isCutBySize).length).toBeGreaterThan(0);
  });

  it('pages that hold more than 1 MB', async () => {
    const query = `{ shop(id: "${BETA}") { list: orders(first: 100) { nodes { id note } pageInfo { hasNextPage endCursor } } } }`;
    const answer = await api.execute(query, await api.ownerA());
    expect(connectionIn(answer).nodes.map(({ id }) => id)).toEqual(newestFirst('beta', range(150)).slice(0, 100));
    expect(answer.calls.filter(isCutBySize).length).toBeGreaterThan(0);
  });
});

/** The catalogue is ordered by the folded name, which in this world ends in the id. */
function byName(a: string, b: string): number {
  return Buffer.from(a, 'base64url').toString() < Buffer.from(b, 'base64url').toString() ? -1 : 1;
}

describe('Cursors: walking while rows come and go', () => {
  /** Orders 1 to 40 of gamma are there all the time; what a test adds, it takes away again. */
  it.each([1, 7])('every row that stays is seen once, none twice; %i at a time', async (first) => {
    const added: WorldItem[] = [];
    let step = 0;
    const staying = newestFirst('gamma', range(40));
    // Each time: one newer than all, one just behind the place reached, one ahead of it; and one ahead goes away again.
    const disturb = async (seen: readonly string[]) => {
      step += 1;
      if (step > 30) return;
      const behind = 42 - seen.filter((id) => staying.includes(id)).length;
      const arrivals = [100, behind, 5].map((after, lane) => between('gamma', after, step * 10 + lane));
      await api.put(arrivals);
      added.push(...arrivals);
      if (step % 2 === 0) await api.remove(arrivals[2]!);
    };
    try {
      const { ids } = await walk(GAMMA, 'orders', '', first, disturb);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((id) => staying.includes(id))).toEqual(staying);
      expect(ids.length).toBeGreaterThan(staying.length);
    } finally {
      for (const item of added) await api.remove(item);
    }
  });

  it('a cursor whose own row and both neighbours are deleted leads to the next one', async () => {
    const headers = await api.ownerA();
    const ask = async (args: string) =>
      connectionIn(await api.execute(`{ shop(id: "${GAMMA}") { list: orders(${args}) ${page} } }`, headers));
    const { pageInfo } = await ask('first: 10');
    const gone = [32, 31, 30].map((number) => headOf('gamma', number));
    for (const item of gone) await api.remove(item);
    const next = await ask(`first: 2, after: "${pageInfo.endCursor ?? ''}"`);
    await api.put(gone);
    expect(next.nodes.map(({ id }) => id)).toEqual(newestFirst('gamma', [28, 29]));
  });

  it('a row that is in the index but not in the table any more is left out, and the walk goes on', async () => {
    const isGone = (item: { sk?: { S: string } }) => item.sk?.S === 'PRODUCT#gamma-p2';
    api.recorder.faults = ({ operation }): Fault =>
      operation === 'BatchGetItem' || operation === 'GetItem' ? { transform: without(isGone) } : undefined;
    for (const first of [1, 2, 100]) {
      const { ids } = await walk(GAMMA, 'products', '', first);
      expect(ids).toEqual([1, 3, 4, 5].map((number) => productNode('gamma', number)));
    }
  });
});

/** An order placed just after the one with this number. */
function between(shopId: string, number: number, step: number): WorldItem {
  const id = `${orderId(number).slice(0, 10)}Z${String(step).padStart(15, '0')}`;
  return { ...headOf(shopId, number), sk: `ORDER#${id}`, gsi1sk: `ORDER#${id}` };
}

/** An answer of the engine without the items that `isGone` names. */
function without(isGone: (item: object) => boolean) {
  return (answer: Readonly<Record<string, unknown>>) => {
    const { Item, ...rest } = answer as { Item?: object; Responses?: Record<string, object[]> };
    if (Item && isGone(Item)) return rest;
    const { Responses } = rest;
    if (!Responses) return answer;
    const left = Object.entries(Responses).map(([table, items]) => [table, items.filter((item) => !isGone(item))]);
    return { ...answer, Responses: Object.fromEntries(left) as Record<string, unknown> };
  };
}

describe('Cursors: a filter that finds nothing for very long', () => {
  it('the work for one page is bounded, no limit is beyond DynamoDB’s 32 bits, and the next page goes on from there', async () => {
    const reached = orderId(3_500);
    api.recorder.faults = ({ operation, request }): Fault =>
      operation === 'Query' && 'FilterExpression' in request
        ? {
            status: 200,
            body: {
              Items: [],
              Count: 0,
              ScannedCount: 1,
              LastEvaluatedKey: { pk: { S: 'SHOP#alpha' }, sk: { S: `ORDER#${reached}` } },
            },
          }
        : undefined;
    const headers = await api.ownerA();
    const query = (after: string) =>
      `{ shop(id: "${ALPHA}") { list: orders(status: READY, first: 1 ${after}) ${page} } }`;
    const answer = await api.execute(query(''), headers);
    const limits = answer.calls.flatMap(({ request }) =>
      'FilterExpression' in request ? [Number(request.Limit)] : [],
    );
    expect(limits.length).toBeGreaterThan(5);
    expect(limits.length).toBeLessThanOrEqual(25);
    expect(Math.max(...limits)).toBeLessThan(2 ** 31);
    const { nodes, pageInfo } = connectionIn(answer);
    expect({ nodes, hasNextPage: pageInfo.hasNextPage }).toEqual({ nodes: [], hasNextPage: true });

    api.recorder.faults = undefined;
    const next = connectionIn(await api.execute(query(`, after: "${pageInfo.endCursor ?? ''}"`), headers));
    expect(next.nodes.map(({ id }) => id)).toEqual([orderNode('alpha', 3_000)]);
  });
});
