import { getIntrospectionQuery, getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import { ALPHA, orderNode, productNode } from '../../abuse/scene';
import { later, stopTheClock } from '../../support/stillTime';
import { BothExecutions } from './BothExecutions';
import { listQuestions, type Given, type ListQuestion } from './listQuestions';

/*
 * The same question over the same data has the same answer: every list that the schema has, by every way to it, whoever asks, now and a
 * little later, by both ways of executing it. Lists are found in the schema; one that nobody knows how to ask for, or that is empty for
 * everybody, fails.
 */

const FIRST_DAY = { from: '2026-01-01', to: '2026-01-02' };
const GIVEN: Given = {
  'Query.node(id)': ALPHA,
  'Query.nodes(ids)': [ALPHA, orderNode('alpha', 1), productNode('alpha', 1), productNode('alpha', 404)],
  'Query.order(id)': orderNode('alpha', 1),
  'Query.shop(id)': ALPHA,
  'Query.platformStatistics(from)': FIRST_DAY.from,
  'Query.platformStatistics(to)': FIRST_DAY.to,
  'Shop.sales(from)': FIRST_DAY.from,
  'Shop.sales(to)': FIRST_DAY.to,
  'Viewer.access(coordinates)': ['Shop.name', 'Shop.taxId', 'Order.total', 'Nothing.atAll'],
};
/** Characters that a cursor has at most, by what it is a cursor of. */
const LENGTHS: Readonly<Record<string, number>> = { Order: 120, Product: 260 };
/** So much later the question is asked again; a visit token changes once in seven hours. */
const LATER_MS = 5_000;

interface Node {
  readonly __typename: string;
  readonly id: string;
}

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const CALLERS = [
  'a visitor',
  'a guest in the shop',
  'a guest with a worthless visit token',
  'a customer',
  'a customer in the shop',
  'the owner of alpha',
  'a customer who owns alpha',
  'an administrator',
  'somebody in no group',
];

describe('the same question has the same answer', () => {
  let both: BothExecutions;
  let questions: readonly ListQuestion[];
  /** Coordinates of lists that were not empty for somebody. */
  const shown = new Set<string>();

  beforeAll(async () => {
    stopTheClock();
    both = await BothExecutions.start();
    questions = listQuestions(both.schema, GIVEN);
  });
  afterAll(async () => {
    jest.useRealTimers();
    await both.close();
  });

  /** The answer, where another server that executes otherwise gives the same a little later. */
  async function answerTo(document: string, caller: string): Promise<unknown> {
    const now = await both.dataOf(document, caller, 'levels');
    later(LATER_MS);
    const answer = await both.dataOf(document, caller, 'graphql-js');
    later(-LATER_MS);
    expect({ document, answer }).toEqual({ document, answer: now });
    return JSON.parse(now);
  }

  async function pagesAt(
    { document, path }: ListQuestion,
    page: { readonly first: number; readonly after?: string },
    caller: string,
  ): Promise<Page[]> {
    return valuesAt(JSON.parse(await both.dataOf(document(page), caller)), path) as Page[];
  }

  it('these are all who are asked as', () => {
    expect(Object.keys(both.callers)).toEqual(CALLERS);
  });

  describe.each(CALLERS)('%s', (caller) => {
    it('reads every list', async () => {
      for (const question of questions) {
        const values = valuesAt(await answerTo(question.document(), caller), question.path);
        const isThere = (value: unknown) => (Array.isArray(value) ? value.length > 0 : value !== null);
        if (values.some(isThere)) shown.add(question.coordinate);
      }
    });

    it('reads what the schema is to them', async () => {
      await answerTo(getIntrospectionQuery(), caller);
    });

    it('goes on from each cursor of each page, which begins and ends with those of its edges', async () => {
      const walked = new Set<string>();
      for (const question of questions.filter(({ isPaged, path }) => isPaged && path.length > 1)) {
        if (walked.has(question.coordinate)) continue;
        const [whole] = await pagesAt(question, { first: 100 }, caller);
        const { edges } = whole ?? { edges: [] };
        if (edges.length > 0) walked.add(question.coordinate);
        for (const [index, { cursor }] of edges.entries()) {
          const after = index + 1;
          const [rest] = await pagesAt(question, { first: 100, after: cursor }, caller);
          expect(rest!.edges).toEqual(edges.slice(after));
          const [next] = await pagesAt(question, { first: 1, after: cursor }, caller);
          expect(next!.edges).toEqual(edges.slice(after, after + 1));
          expect(next!.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: after + 1 < edges.length });
          for (const page of [whole!, rest!, next!]) expectWellFormed(page);
        }
      }
    });
  });

  it('every list of the schema was asked for, and was there for somebody', () => {
    const asked = [...new Set(questions.map(({ coordinate }) => coordinate))];
    expect(asked).toEqual(expect.arrayContaining(fieldsThatArePages(both.schema)));
    expect(asked.filter((coordinate) => !shown.has(coordinate))).toEqual([]);
  });
});

/** The coordinates of all fields that lead to a page. */
function fieldsThatArePages(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const pages = types.filter((type) => 'pageInfo' in type.getFields());
  const coordinates = types.flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => pages.some((page) => page === getNamedType(field.type)))
      .map((field) => `${type.name}.${field.name}`),
  );
  if (coordinates.length < 2) throw new Error('expected a schema with pages');
  return coordinates;
}

function expectWellFormed({ edges, nodes, pageInfo }: Page): void {
  expect(nodes.map(({ id }) => id)).toEqual(edges.map(({ node }) => node.id));
  expect(pageInfo.startCursor).toBe(edges[0]?.cursor ?? null);
  expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
  expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(edges.length);
  for (const { cursor, node } of edges) {
    const atMost = LENGTHS[node.__typename];
    if (atMost === undefined) throw new Error(`expected to know how long a cursor of ${node.__typename} may be`);
    expect(cursor.length).toBeLessThanOrEqual(atMost);
  }
}

/** What stands at the end of the path; in each item, where there is a list on the way. */
function valuesAt(from: unknown, path: readonly string[]): unknown[] {
  const [name, ...rest] = path;
  if (from === null || from === undefined) return [];
  if (name === undefined) return [from];
  if (Array.isArray(from)) return from.flatMap((each) => valuesAt(each, path));
  return valuesAt((from as Record<string, unknown>)[name], rest);
}
