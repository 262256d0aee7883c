import type { GraphQLObjectType } from 'graphql';
import { CallerFacts } from '../../src/loading/CallerFacts';
import { compileModel } from '../../src/model/checks/compileModel';
import { withFacts } from '../../src/model/Model';
import type { Context, OnDenied } from '../../src/response/Context';
import { Denials } from '../../src/response/Denials';
import { guardSchema } from '../../src/response/guard';
import { reportDenials } from '../../src/operation/denials';
import { access } from '../access/principals';
import { annotated, needs, value } from '../model/annotated';
import { EXECUTORS } from '../support/executors';

/*
 * A place that became null for an error is null with whatever is denied in it, however one wants to hear of denials: nothing of it is told, and
 * nothing is refused for it, whichever of its fields came first.
 */
const SDL = `
  type Query {
    mine: Figures @auth(always: [KEEPER])
    others: Figures @auth(always: [KEEPER])
    above: Above @auth(always: [KEEPER])
    each: [Figures] @auth(always: [KEEPER])
    ok: Int @auth(always: [KEEPER])
  }
  type Above @auth(asParent: true) { must: Figures! }
  type Figures @auth(asParent: true) {
    name: String
    total: Int @auth(own: [KEEPER])
    broken: Int!
    late: Int!
    read: Int!
    sometimes: Int!
  }
`;
interface Figures {
  readonly place: string;
}
const figuresOf = (place: string) => withFacts({ placeId: place }, { place, total: 7, name: place });
const broken = () => {
  throw new Error('nobody can read it');
};
const RESOLVERS: Readonly<Record<string, (source: Figures, context: Pick<Context, 'denials'>) => unknown>> = {
  'Query.mine': () => figuresOf('p1'),
  'Query.others': () => figuresOf('p2'),
  'Query.above': () => ({}),
  'Above.must': () => figuresOf('p2'),
  'Query.each': () => [figuresOf('p2'), figuresOf('p1'), figuresOf('p3')],
  'Query.ok': () => 1,
  'Figures.broken': broken,
  'Figures.late': async () => Promise.resolve().then(broken),
  'Figures.sometimes': ({ place }) => (place === 'p2' ? broken() : 1),
  // As whatever reads of the table does, where the operation is to be refused.
  'Figures.read': (_source, { denials }) => {
    denials.refuseIfMet('denied before reading');
    return 1;
  },
};

async function answersTo(query: string, onDenied: OnDenied) {
  const answers = [];
  for (const execute of Object.values(EXECUTORS)) {
    const notes = Object.fromEntries(Object.keys(RESOLVERS).map((coordinate) => [coordinate, needs()]));
    const schema = annotated(SDL, { ...notes, Above: value(), Figures: value('placeId') });
    for (const [coordinate, resolve] of Object.entries(RESOLVERS)) {
      const [type = '', name = ''] = coordinate.split('.');
      fieldsOf(schema.getType(type))[name]!.resolve = (source: Figures, _args: unknown, context: Context) =>
        resolve(source, context);
    }
    const model = compileModel(schema, access);
    const guarded = guardSchema(schema, model);
    const callerFacts = new CallerFacts(
      {
        ...{ roles: ['KEEPER'], subject: 'k1', email: null, signIn: null, hasSecondFactor: true },
        ...{ guestSession: null, visit: null, device: null },
      },
      { tenantsOf: () => Promise.resolve(new Set(['p1'])), isCurrent: () => Promise.resolve(false) },
    );
    const context = {
      ...{ callerFacts, denials: new Denials(access), onDenied, requestId: 'r' },
      effects: { mayRefuse: onDenied === 'reject' },
    };
    const { data, errors } = await execute({ schema, guarded }, query, context);
    const singleResult = { data, ...(errors && { errors: errors.map((error) => error.toJSON()) }) };
    answers.push(sent(reportDenials({ status: 200, answer: singleResult as never }, context as never).answer));
  }
  const [one, other] = answers;
  expect(one).toEqual(other);
  return one;
}

function fieldsOf(type: unknown) {
  return (type as GraphQLObjectType<Figures, Context>).getFields();
}

interface Sent {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: readonly unknown[]; readonly extensions?: Record<string, unknown> }[];
  readonly extensions?: {
    readonly authorization?: { readonly denied: readonly { coordinate: string; count: number }[] };
  };
}

/** Data, where errors are, and what is told of denials, in whatever way. */
function sent(result: object) {
  const { data, errors = [], extensions } = JSON.parse(JSON.stringify(result)) as Sent;
  const denied = errors.filter((error) => error.extensions?.coordinate !== undefined);
  const asErrors = denied.map(({ path = [], extensions: { count } = {} }) => `${path.join('.')} ${String(count)}`);
  const masked = extensions?.authorization?.denied.map(({ coordinate, count }) => `${coordinate} ${String(count)}`);
  const failed = errors.filter((error) => !denied.includes(error)).map(({ path = [] }) => path.join('.'));
  return { data, failed, denied: [...asErrors, ...(masked ?? [])] };
}

const MODES: readonly OnDenied[] = ['error', 'mask', 'reject'];
const inEachMode = (queries: readonly string[]) =>
  queries.flatMap((query) => MODES.map((mode) => [query, mode] as const));

describe('what is denied below a place that an error made null is as if it had not been met', () => {
  test.each(
    inEachMode(
      ['broken', 'late'].flatMap((fault) => [`{ others { total ${fault} } ok }`, `{ others { ${fault} total } ok }`]),
    ),
  )('%s (%s)', async (query, mode) => {
    const place = `others.${query.includes('late') ? 'late' : 'broken'}`;
    expect(await answersTo(query, mode)).toEqual({ data: { others: null, ok: 1 }, failed: [place], denied: [] });
  });

  test.each(inEachMode(['{ above { must { total broken } } }', '{ above { must { broken total } } }']))(
    'also where the place is further above: %s (%s)',
    async (query, mode) =>
      expect(await answersTo(query, mode)).toEqual({
        data: { above: null },
        failed: ['above.must.broken'],
        denied: [],
      }),
  );

  test.each(inEachMode(['{ each { total sometimes } }', '{ each { sometimes total } }']))(
    'and beside it the others count: %s (%s)',
    async (query, mode) => {
      const answer = await answersTo(query, mode);
      const all = ['each.0.sometimes'];
      const rows = [null, { total: 7, sometimes: 1 }, { total: null, sometimes: 1 }];
      expect(answer).toEqual(
        mode === 'reject'
          ? { data: undefined, failed: [], denied: ['each.2.total 1'] }
          : { data: { each: rows }, failed: all, denied: [mode === 'mask' ? 'Figures.total 1' : 'each.2.total 1'] },
      );
    },
  );
});

test.each<[OnDenied, object]>([
  ['error', { data: { others: { total: null } }, failed: [], denied: ['others.total 1'] }],
  ['mask', { data: { others: { total: null } }, failed: [], denied: ['Figures.total 1'] }],
  ['reject', { data: undefined, failed: [], denied: ['others.total 1'] }],
])('a place that is null since it is denied counts (%s)', async (mode, answer) =>
  expect(await answersTo('{ others { total } }', mode)).toEqual(answer),
);

test('where a read was refused for it, the operation is refused, whatever that made null', async () => {
  for (const query of ['{ others { total read } ok }', '{ above { must { total read } } ok }']) {
    const path = query.includes('must') ? 'above.must.total' : 'others.total';
    expect(await answersTo(query, 'reject')).toEqual({ data: undefined, failed: [], denied: [`${path} 1`] });
  }
});

test.each(MODES)('what nothing is denied in is answered (%s)', async (mode) =>
  expect(await answersTo('{ mine { total name read } ok }', mode)).toEqual({
    data: { mine: { total: 7, name: 'p1', read: 1 }, ok: 1 },
    failed: [],
    denied: [],
  }),
);
