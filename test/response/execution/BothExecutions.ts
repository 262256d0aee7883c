import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';
import * as fc from 'fast-check';
import { masked, serverBeside } from '../../abuse/requests';
import { ALPHA, BETA, customerNode, orderNode, productNode } from '../../abuse/scene';
import { Dice } from '../../projection/Dice';
import { ApiUnderTest, readAnswer, type RequestHeaders } from '../../support/ApiUnderTest';
import { postJson } from '../../support/postJson';
import { baseWorld, order, SUBJECTS } from '../../support/world';
import { EnumName, randomOperation, type ArgumentValues, type RandomRequest } from './randomOperation';

/** Orders of customer 1 (two, one in each shop), of customer 2, and of the guest. */
const [MINE, ANOTHER, OTHERS, OF_GUEST] = [1, 2, 3, 4];
/** More of customer 1 and of the guest, so that lists have several pages. */
const [MORE_OF_MINE, MORE_OF_GUEST] = [
  [5, 6],
  [7, 8],
];
const NODES = [
  ALPHA,
  BETA,
  productNode('alpha', 1),
  productNode('beta', 2),
  orderNode('alpha', MINE),
  orderNode('beta', ANOTHER),
  orderNode('alpha', OTHERS),
  orderNode('alpha', OF_GUEST),
  customerNode(SUBJECTS.customer1),
  customerNode(SUBJECTS.customer2),
];
const NOWHERE = [productNode('alpha', 404), 'no id at all'];

const VALUES: ArgumentValues = {
  id: [...NODES, ...NODES, ...NOWHERE],
  ids: [NODES, [...NODES].reverse(), [NODES[0], NODES[0], NODES[4]], [NODES[2], NOWHERE[0]], NOWHERE, []],
  first: [1, 1, 2, 2, 3, 3, 5, 5, 0, 101],
  after: [null, 'no cursor at all'],
  category: ['Mains', 'Desserts'],
  availableOnly: [true, false],
  status: ['PENDING', 'COMPLETED'].map((name) => new EnumName(name)),
  placedFrom: ['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00Z'],
  placedTo: ['2026-01-01T00:03:00Z', '2020-01-01T00:00:00Z'],
  from: ['2026-01-01', '2025-12-30'],
  to: ['2026-01-02', '2025-01-01'],
  coordinates: [['Shop.name', 'Shop.taxId', 'Order.total'], ['Query.platformStatistics'], ['Nothing.atAll'], []],
};

const TELLING = [{}, { 'x-on-denied': 'mask' }, { 'x-on-denied': 'reject' }];
/** A question can be made smaller in very many ways. */
const MOST_TRIES_TO_SHRINK = 150;
const MOST_TIMES_ASKED = 6;
const FAULT = 'INTERNAL_SERVER_ERROR';
const LIMITS = { MAX_ALIASES: '1000', MAX_DIRECTIVES: '1000', MAX_RECURSION: '30', MAX_DEPTH: '30' };

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly costs: readonly unknown[];
}

/** Two servers over one table: one executes queries level by level, the other as graphql-js does. */
export class BothExecutions {
  /** How many requests were answered alike, and in how many of them were data, and errors. */
  readonly counts = { asked: 0, withData: 0, withErrors: 0 };

  private constructor(
    private readonly api: ApiUnderTest,
    private readonly plainUrl: string,
    readonly schema: GraphQLSchema,
    /** Who may ask, by a name. */
    readonly callers: Readonly<Record<string, RequestHeaders>>,
  ) {}

  static async start(): Promise<BothExecutions> {
    const api = await ApiUnderTest.start(
      [
        ...baseWorld(),
        ...order({ shopId: 'alpha', number: MINE, customerId: SUBJECTS.customer1 }),
        ...order({ shopId: 'beta', number: ANOTHER, customerId: SUBJECTS.customer1, status: 'COMPLETED' }),
        ...order({ shopId: 'alpha', number: OTHERS, customerId: SUBJECTS.customer2, lines: 3 }),
        ...MORE_OF_MINE.flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 })),
      ],
      LIMITS,
    );
    const guest = await api.guest();
    const ofGuest = [OF_GUEST, ...MORE_OF_GUEST];
    await api.put(ofGuest.flatMap((number) => order({ shopId: 'alpha', number, guestSessionId: guest.sessionId })));
    const { url } = await serverBeside(api, {}, { executor: 'graphql-js' });
    const sdl = readFileSync(join(__dirname, '../../../schema/schema.graphql'), 'utf8');
    return new BothExecutions(api, url, buildSchema(sdl), await callersOf(api, guest.headers));
  }

  /** Asks both servers for random things, as everybody; fails with the smallest question that they answer differently. */
  async compare(numRuns: number): Promise<void> {
    const asked = fc.record({
      request: Dice.arbitrary.map((dice) => randomOperation(dice, this.schema, VALUES)),
      caller: fc.constantFrom(...Object.keys(this.callers)),
      telling: fc.constantFrom(...TELLING),
    });
    let tries = MOST_TRIES_TO_SHRINK;
    const property = fc.asyncProperty(asked, async ({ request, caller, telling }) => {
      if (tries === 0) return;
      const answers = await this.answers(request, { ...this.callers[caller], ...telling });
      if (tries < MOST_TRIES_TO_SHRINK || !isAlike(answers)) tries -= 1;
      const [levels, plain] = answers.map((answer) => ({ request, ...answer }));
      expect(levels).toEqual(plain);
      // What is asked is valid: whatever is wrong with it has a name.
      expect(levels).toEqual({ ...plain, text: expect.not.stringContaining(FAULT) });
      this.count(answers[0]);
    });
    await fc.assert(property, { numRuns });
    this.api.takeCalls();
  }

  /** What one of the servers answers to it, as `data` in bytes. */
  async dataOf(query: string, caller: string, executor: 'levels' | 'graphql-js' = 'levels'): Promise<string> {
    const url = executor === 'levels' ? this.api.url : this.plainUrl;
    const { text } = await postJson(url, this.callers[caller] ?? {}, { query });
    this.api.takeCalls();
    return JSON.stringify((JSON.parse(text) as { data?: unknown }).data ?? null);
  }

  async close(): Promise<void> {
    await this.api.close();
  }

  /**
   * Which of several roots is read first is up to the store, and so is which of two failures keeps the other from being told: where the
   * answers differ, the question is asked again. What always differs is a difference.
   */
  private async answers(request: RandomRequest, headers: RequestHeaders): Promise<[Answer, Answer]> {
    for (let asked = 1; ; asked += 1) {
      const answers = await Promise.all([ask(this.api.url, request, headers), ask(this.plainUrl, request, headers)]);
      if (isAlike(answers) || asked === MOST_TIMES_ASKED) return answers;
    }
  }

  private count({ text }: Answer): void {
    this.counts.asked += 1;
    if (text.includes('"data":{')) this.counts.withData += 1;
    if (text.includes('"errors":[')) this.counts.withErrors += 1;
  }
}

function isAlike([one, other]: [Answer, Answer]): boolean {
  return JSON.stringify(one) === JSON.stringify(other) && !other.text.includes(FAULT);
}

async function callersOf(api: ApiUnderTest, guest: RequestHeaders): Promise<Record<string, RequestHeaders>> {
  const [visit, owner] = [await api.visit('alpha'), await api.ownerA()];
  return {
    'a visitor': {},
    'a guest in the shop': { ...guest, ...visit },
    'a guest with a worthless visit token': { ...guest, ...(await api.visit('alpha', 7)) },
    'a customer': await api.customer1(),
    'a customer in the shop': { ...(await api.customer1()), ...visit },
    'the owner of alpha': owner,
    'a customer who owns alpha': await api.signedIn(SUBJECTS.ownerA, 'shop-owners', 'customers'),
    'an administrator': await api.admin(),
    'somebody in no group': await api.signedIn('somebody'),
  };
}

async function ask(url: string, request: RandomRequest, headers: RequestHeaders): Promise<Answer> {
  const response = await postJson(url, headers, request);
  const { text, cost } = readAnswer(response.text);
  const costs = [cost?.requestedQueryCost, cost?.actualQueryCost];
  return { status: response.status, text: inOrder(masked(text)), costs };
}

/** The text of an answer with its failures in the order of theirs: they come as the store answers. What was denied has an order of its own. */
function inOrder(text: string): string {
  const body = JSON.parse(text) as { errors?: { extensions: { coordinate?: string } }[] };
  if (!body.errors) return text;
  const denied = body.errors.filter(({ extensions }) => extensions.coordinate !== undefined);
  const failed = body.errors.filter(({ extensions }) => extensions.coordinate === undefined);
  failed.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return JSON.stringify({ ...body, errors: [...failed, ...denied] });
}
