import { execute, parse, type ExecutionResult, type GraphQLResolveInfo } from 'graphql';
import type { Caller } from '../../src/identity/Caller';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { CallerFacts, type CallerFactSource } from '../../src/loading/CallerFacts';
import type { AccessPattern } from '../../src/model/AccessPattern';
import { Reader } from '../../src/loading/Reader';
import { compileModel } from '../../src/model/compileModel';
import { toGlobalId } from '../../src/model/globalId';
import type { Context } from '../../src/response/Context';
import { Denials } from '../../src/response/Denials';
import { guardSchema } from '../../src/response/guard';
import { Cursors } from '../../src/storage/cursors';
import { book } from '../access/standings';
import { annotated, attribute, globalId, stored, value } from '../model/annotated';
import { FakeStore, type StoreRequest } from '../storage/FakeStore';

const SDL = `
  interface Node @auth(asParent: true) { id: ID }
  type Query {
    node(id: ID!): Node @auth(always: [PASSER, MEMBER, KEEPER])
    member(id: ID!): Member @auth(always: [PASSER, MEMBER, KEEPER])
    letters(place: String!, after: String, subject: String): Letters @auth(always: [PASSER, MEMBER, KEEPER])
    figures: Figures @auth(always: [PASSER, MEMBER, KEEPER])
  }
  type Letter implements Node @auth(own: [MEMBER, KEEPER]) {
    id: ID
    subject: String
    text: String
    note: String @auth(own: [KEEPER])
    seal: String @auth(visit: [KEEPER])
  }
  type Member implements Node @auth(own: [KEEPER], visit: [PASSER]) { id: ID name: String secret: String @auth(own: [MEMBER]) }
  type Letters @auth(asParent: true) {
    nodes: [Letter]
    edges: [LetterEdge]
    hasNextPage: Boolean
    startCursor: String
    endCursor: String
  }
  type LetterEdge @auth(asParent: true) { cursor: String node: Letter }
  type Figures @auth(asParent: true) { total: Int cost: Int @auth(always: [KEEPER]) }
`;

const lettersOfPlace: AccessPattern = {
  name: 'lettersOfPlace',
  type: 'Letter',
  index: null,
  partition: 'PLACE#{placeId}',
  prefix: 'LETTER#',
  descending: false,
  filters: { subject: 'subject', note: 'note' },
};

function served() {
  const schema = annotated(SDL, {
    Letter: stored({ key: { pk: 'PLACE#{placeId}', sk: 'LETTER#{letterId}' }, facts: ['memberId'] }),
    'Letter.id': globalId,
    'Letter.subject': attribute(),
    'Letter.text': attribute(),
    'Letter.note': attribute(),
    'Letter.seal': attribute(),
    Member: stored({ key: { pk: 'MEMBER#{memberId}', sk: 'PROFILE' }, facts: ['placeId'], existsWhenOwned: true }),
    'Member.id': globalId,
    'Member.name': attribute(),
    'Member.secret': attribute(),
    Letters: value(),
    LetterEdge: value(),
    Figures: value(),
    'Figures.total': { kind: 'from', needs: ['total'] },
    'Figures.cost': { kind: 'from', needs: ['cost'] },
  });
  const model = compileModel(schema, book);
  const query = schema.getQueryType()!.getFields();
  interface Args {
    id: string;
    place: string;
    after?: string;
    subject?: string;
  }
  type Resolve = (source: unknown, args: Args, context: Context, info: GraphQLResolveInfo) => unknown;
  const resolvers: Record<string, Resolve> = {
    node: (_, { id }, { reader }, info) => reader.node(id, info),
    member: (_, { id }, { reader }, info) => reader.node(id, info, 'Member'),
    letters: async (_, { place, after, subject }, { reader }, info) => {
      const page = await reader.connection(
        lettersOfPlace,
        { placeId: place },
        { first: 1, after, where: { subject } },
        info,
      );
      return { ...page.pageInfo, nodes: page.nodes, edges: page.edges };
    },
    figures: async (_, _args, { reader }, info) => {
      const [row] = await reader.rows('Figures', 'FIGURES', { from: 'A', to: 'Z' }, info);
      return row;
    },
  };
  for (const [name, resolve] of Object.entries(resolvers)) query[name]!.resolve = resolve as never;
  guardSchema(schema, model);
  return { schema, model };
}

const { schema, model } = served();
const cursors = new Cursors(parseKeyRing(Buffer.alloc(32, 9).toString('base64url')));

const world = [
  { pk: 'PLACE#p1', sk: 'LETTER#1', memberId: 'm1', subject: 'subject', text: 'text', note: 'note', seal: 'seal' },
  { pk: 'PLACE#p1', sk: 'LETTER#2', memberId: 'm2', subject: 'other', text: 'text 2', note: 'note 2', seal: 'seal 2' },
  { pk: 'PLACE#p1', sk: 'LETTER#3', subject: 'other', text: 'nobody’s' },
  { pk: 'MEMBER#m1', sk: 'PROFILE', placeId: 'p1', name: 'name', secret: 'secret' },
  { pk: 'FIGURES', sk: 'B', total: 10, cost: 7 },
];

interface Asks {
  readonly roles: readonly string[];
  readonly subject?: string;
  readonly tenants?: readonly string[];
  readonly visit?: string;
  /** Refuses, as `x-on-denied: reject` does, once a denied field is told before a read. */
  readonly rejects?: boolean;
}

const member: Asks = { roles: ['MEMBER'], subject: 'm1' };
const keeper: Asks = { roles: ['KEEPER'], subject: 'k1', tenants: ['p1'] };

interface Answer {
  readonly data: unknown;
  readonly errors: readonly string[];
  readonly requests: readonly StoreRequest[];
  readonly denied: readonly string[];
}

async function ask(query: string, { roles, subject, tenants = [], visit, rejects = false }: Asks): Promise<Answer> {
  const store = new FakeStore(world);
  const claim = visit === undefined ? null : { tenant: visit, serial: 1 };
  const caller: Caller = {
    roles,
    subject: subject ?? null,
    email: null,
    signIn: null,
    hasSecondFactor: true,
    device: null,
    guestSession: null,
    visit: claim,
  };
  const source: CallerFactSource = {
    tenantsOf: () => Promise.resolve(new Set(tenants)),
    isCurrent: () => Promise.resolve(true),
  };
  const callerFacts = new CallerFacts(caller, source);
  const denials = new Denials(book);
  const told: string[] = [];
  const refuse = () => {
    if (rejects && told.length > 0) throw new Error('refused');
  };
  const onDeniedBeforeRead = ({ coordinate }: { coordinate: string }) => {
    told.push(coordinate);
    refuse();
  };
  const reader = new Reader({
    model,
    table: store.table,
    cursors,
    callerFacts,
    signal: undefined,
    onDeniedBeforeRead,
    beforeRead: refuse,
  });
  const contextValue = { callerFacts, reader, denials };
  const result: ExecutionResult = await execute({ schema, document: parse(query), contextValue });
  return {
    data: JSON.parse(JSON.stringify(result.data ?? null)),
    errors: (result.errors ?? []).map(({ message }) => message),
    requests: store.take(),
    denied: denials.all.map(({ coordinate }) => coordinate),
  };
}

const letter = (id: string, fields: string) =>
  `{ node(id: "${toGlobalId('Letter', 'p1', id)}") { ... on Letter { ${fields} } } }`;
const asked = ({ requests }: Answer) => requests.map(({ attributes }) => attributes.join());

describe('a read is guarded where the key does not tell', () => {
  test('facts alone come first, and the rest only where they grant', async () => {
    const granted = await ask(letter('1', 'subject text'), member);
    expect(granted.data).toEqual({ node: { subject: 'subject', text: 'text' } });
    expect(asked(granted)).toEqual(['sk,memberId', 'sk,subject,text']);
  });

  test.each([
    ['another’s', '2'],
    ['nobody’s', '3'],
    ['one that is not there', '9'],
  ])('%s: the facts are all that is ever asked for, and the answer is the same', async (_, id) => {
    const { data, errors, denied, requests } = await ask(letter(id, 'subject text note'), member);
    expect({ data, errors, denied }).toEqual({ data: { node: null }, errors: [], denied: [] });
    expect(requests.map(({ operation, attributes }) => [operation, attributes.join()])).toEqual([
      ['GetItem', 'sk,memberId'],
    ]);
  });

  test('a fact that was read for the decision is not shown', async () => {
    const { data } = await ask(letter('1', 'id'), member);
    expect(JSON.stringify(data)).not.toContain('m1');
  });
});

describe('the key decides where it tells', () => {
  test('one read, with everything', async () => {
    const answer = await ask(letter('1', 'subject note'), keeper);
    expect(answer.data).toEqual({ node: { subject: 'subject', note: 'note' } });
    expect(asked(answer)).toEqual(['sk,note,subject']);
  });

  test('whom no role lets in, nothing is read for', async () => {
    for (const who of [{ roles: ['PASSER'] }, { roles: [] }, { roles: ['CHIEF'], subject: 'c' }])
      expect((await ask(letter('1', 'subject'), who)).requests).toEqual([]);
  });

  test('a denied field is not asked for, and its siblings are', async () => {
    const answer = await ask(letter('1', 'subject note'), member);
    expect(answer.data).toEqual({ node: { subject: 'subject', note: null } });
    expect(answer.denied).toEqual(['Letter.note']);
    expect(asked(answer).join()).not.toContain('note');
  });
});

describe('what the table tells of the caller is learnt until nothing is left to learn', () => {
  test('what the type needs, then what its field needs', async () => {
    const visiting = await ask(letter('1', 'seal'), { ...keeper, visit: 'p1' });
    expect(visiting).toMatchObject({ data: { node: { seal: 'seal' } }, denied: [] });
    const elsewhere = await ask(letter('1', 'seal'), { ...keeper, visit: 'p2' });
    expect(elsewhere).toMatchObject({ data: { node: { seal: null } }, denied: ['Letter.seal'] });
  });
});

describe('an item that counts as there for its owner', () => {
  const profile = (id: string) => `{ member(id: "${toGlobalId('Member', id)}") { id name } }`;

  test('is not there for whom its type does not let in, though a field of it would', async () => {
    // Decided by the place of the member, which only the item could tell; and there is no item.
    const both = { roles: ['MEMBER', 'KEEPER'], subject: 'm7', tenants: ['p1'] };
    expect(await ask(profile('m7'), both)).toMatchObject({ data: { member: null }, denied: [], errors: [] });
  });

  test('is there where the item says so', async () => {
    expect(await ask(profile('m1'), keeper)).toMatchObject({ data: { member: { name: 'name' } } });
  });
});

describe('an id that stands for nothing here', () => {
  const good = toGlobalId('Letter', 'p1', '1');

  test.each([
    ['empty', ''],
    ['no base64', '%%%%'],
    ['of a type that is not stored', toGlobalId('Letters', 'p1')],
    ['of a type that is not there', toGlobalId('Parcel', 'p1', '1')],
    ['with a value too few', toGlobalId('Letter', 'p1')],
    ['with a value too many', toGlobalId('Letter', 'p1', '1', '2')],
    ['with a key in it', Buffer.from('Letter:p1#LETTER:1').toString('base64url')],
    ['padded', `${good}=`],
    ['in another spelling', `${good} `],
    ['of 10 kB', good.repeat(300)],
    ['of a prototype', toGlobalId('constructor')],
  ])('is absent, and nothing is read: %s', async (_, id) => {
    const answer = await ask(`{ node(id: ${JSON.stringify(id)}) { id } }`, keeper);
    expect(answer).toMatchObject({ data: { node: null }, errors: [], requests: [] });
  });

  test('also where it is of another type than the field leads to', async () => {
    expect(await ask(`{ member(id: "${good}") { id } }`, keeper)).toMatchObject({
      data: { member: null },
      requests: [],
    });
    expect(await ask(`{ node(id: "${good}") { id } }`, keeper)).toMatchObject({ data: { node: { id: good } } });
  });
});

describe('a refused operation', () => {
  test('reads nothing where the key and the roles already tell', async () => {
    const refused = await ask(letter('1', 'subject note'), { ...member, tenants: [], rejects: true });
    expect(asked(refused)).toEqual(['sk,memberId']);
    expect(refused.errors).toEqual(['refused']);
    expect((await ask(letter('1', 'subject seal'), { ...keeper, rejects: true })).requests).toEqual([]);
  });
});

describe('a list', () => {
  const letters = (args: string, fields = 'subject') =>
    `{ letters(place: "p1"${args}) { nodes { ${fields} } endCursor } }`;
  const cursorOf = async (who: Asks, args = '') =>
    ((await ask(letters(args), who)).data as { letters: { endCursor: string } }).letters.endCursor;

  test('brings with its own query what may be seen of every row, and judges each row alone', async () => {
    const ofKeeper = await ask(letters('', 'subject note'), keeper);
    expect(ofKeeper.data).toMatchObject({ letters: { nodes: [{ subject: 'subject', note: 'note' }] } });
    expect(asked(ofKeeper)).toEqual(['sk,note,subject']);
    const ofMember = await ask(letters(''), member);
    expect(ofMember.data).toMatchObject({ letters: { nodes: [{ subject: 'subject' }] } });
    expect(ofMember.requests.map(({ operation, attributes }) => [operation, attributes.join()])).toEqual([
      ['Query', 'sk,memberId'],
      ['GetItem', 'sk,subject'],
    ]);
  });

  test('goes on after its own cursor, for the same caller and filters only', async () => {
    const cursor = await cursorOf(keeper);
    const next = (who: Asks, more = '') => ask(letters(`, after: "${cursor}"${more}`), who);
    expect((await next(keeper)).data).toMatchObject({ letters: { nodes: [{ subject: 'other' }] } });
    for (const refused of [
      await next({ ...keeper, subject: 'k2' }),
      await next({ ...keeper, roles: ['KEEPER', 'MEMBER'] }),
      await next(keeper, ', subject: "other"'),
      await ask(letters(`, after: "${cursor}"`).replace('p1', 'p2'), { ...keeper, tenants: ['p1', 'p2'] }),
    ]) {
      expect(refused.errors).toEqual([expect.stringContaining('Expected a cursor that this list gave to this caller')]);
      expect(refused.requests).toEqual([]);
    }
  });

  describe('says where it begins and ends', () => {
    interface Page {
      readonly edges: readonly { readonly cursor: string; readonly node: { readonly subject: string } }[];
      readonly hasNextPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    }
    const fields = 'edges { cursor again: cursor node { subject } } hasNextPage startCursor endCursor';
    const pageAfter = async (after: string | null, who: Asks) => {
      const given = after === null ? '' : `, after: "${after}"`;
      const { data } = await ask(`{ letters(place: "p1"${given}) { ${fields} } }`, who);
      return (data as { letters: Page }).letters;
    };
    afterEach(() => jest.restoreAllMocks());

    test('by its first and last edge, each made once, and the same each time', async () => {
      const sealed = jest.spyOn(cursors, 'seal');
      const page = await pageAfter(null, keeper);
      const { cursor } = page.edges[0]!;
      expect(page).toMatchObject({ edges: [{ cursor, again: cursor }], startCursor: cursor, endCursor: cursor });
      expect(sealed).toHaveBeenCalledTimes(1);
      expect(await pageAfter(null, keeper)).toEqual(page);
    });

    test('whatever the order of the caller’s roles', async () => {
      const [one, other] = [
        ['KEEPER', 'MEMBER'],
        ['MEMBER', 'KEEPER'],
      ].map((roles) => ({ ...keeper, roles }));
      expect(await pageAfter(null, other!)).toEqual(await pageAfter(null, one!));
    });

    test('by where the next page starts, where nothing can be shown but more follows; by nothing at its end', async () => {
      const first = await pageAfter(null, member);
      expect(first).toMatchObject({ edges: [{ node: { subject: 'subject' } }], hasNextPage: true });
      const hidden = await pageAfter(first.endCursor, member);
      expect(hidden).toEqual({ edges: [], hasNextPage: true, startCursor: null, endCursor: expect.any(String) });
      const last = await pageAfter(hidden.endCursor, member);
      expect(last).toEqual({ edges: [], hasNextPage: false, startCursor: null, endCursor: null });
    });
  });
});

describe('an aggregate', () => {
  const figures = '{ figures { total cost } }';

  test('is read as far as its fields are permitted', async () => {
    const ofKeeper = await ask(figures, keeper);
    expect(ofKeeper.data).toEqual({ figures: { total: 10, cost: 7 } });
    const ofMember = await ask(figures, member);
    expect(ofMember.data).toEqual({ figures: { total: 10, cost: null } });
    expect(ofMember.denied).toEqual(['Figures.cost']);
    expect(asked(ofMember)).toEqual(['sk,total']);
  });
});
