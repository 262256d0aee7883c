import * as fc from 'fast-check';
import type { GraphQLResolveInfo } from 'graphql';
import type { Caller } from '../../src/identity/Caller';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { CallerFacts, type CallerFactSource } from '../../src/loading/CallerFacts';
import type { AccessPattern } from '../../src/model/AccessPattern';
import type { ConnectionPage } from '../../src/loading/ListReader';
import type { ReadTrace } from '../../src/loading/ReadTrace';
import { Reader } from '../../src/loading/Reader';
import { Reference } from '../../src/loading/Reference';
import { compileModel } from '../../src/model/checks/compileModel';
import { toGlobalId } from '../../src/model/globalId';
import { withFacts } from '../../src/model/Model';
import type { Context } from '../../src/response/Context';
import { Denials } from '../../src/response/Denials';
import { guardSchema } from '../../src/response/guard';
import { Cursors } from '../../src/storage/cursors';
import type { Item } from '../../src/storage/requests';
import { access } from '../access/principals';
import { annotated, attribute, globalId, stored, value } from '../model/annotated';
import { FakeStore, type StoreRequest } from '../storage/FakeStore';
import { EXECUTORS } from '../support/executors';

const SDL = `
  interface Node @auth(asParent: true) { id: ID }
  type Query {
    node(id: ID!): Node @auth(always: [PASSER, MEMBER, KEEPER])
    member(id: ID!): Member @auth(always: [PASSER, MEMBER, KEEPER])
    letters(place: String!, first: Int, after: String, subject: String): Letters @auth(always: [PASSER, MEMBER, KEEPER])
    filed(place: String!, first: Int, after: String): Letters @auth(always: [PASSER, MEMBER, KEEPER])
    keysOfLetters(place: String!): [String] @auth(always: [KEEPER])
    dues(place: String!): Dues @auth(always: [PASSER, MEMBER, KEEPER])
    figures: Figures @auth(always: [PASSER, MEMBER, KEEPER])
    misled: Figures @auth(always: [KEEPER])
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
    pageInfo: PageInfo
    hasNextPage: Boolean
    startCursor: String
    endCursor: String
  }
  type PageInfo @auth(asParent: true) { hasNextPage: Boolean startCursor: String endCursor: String }
  type LetterEdge @auth(asParent: true) { cursor: String node: Letter }
  type Stamp implements Node @auth(own: [KEEPER]) { id: ID }
  type Dues @auth(own: [KEEPER], visit: [PASSER]) { total: Int cost: Int @auth(own: [KEEPER]) }
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

const filedLetters: AccessPattern = {
  ...lettersOfPlace,
  name: 'filedLetters',
  index: { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' },
  partition: 'FILE#{placeId}',
  prefix: null,
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
    PageInfo: value(),
    Stamp: stored({ key: { pk: 'PLACE#{placeId}', sk: 'LETTER#{letterId}#STAMP' } }),
    'Stamp.id': globalId,
    Dues: value('placeId'),
    'Dues.total': { kind: 'from', needs: ['total'] },
    'Dues.cost': { kind: 'from', needs: ['cost'] },
    Figures: value(),
    'Figures.total': { kind: 'from', needs: ['total'] },
    'Figures.cost': { kind: 'from', needs: ['cost'] },
  });
  const model = compileModel(schema, access);
  const query = schema.getQueryType()!.getFields();
  interface Args {
    id: string;
    place: string;
    first?: number;
    after?: string;
    subject?: string;
  }
  type Resolve = (source: unknown, args: Args, context: Context, info: GraphQLResolveInfo) => unknown;
  const resolvers: Record<string, Resolve> = {
    node: (_, { id }) => Reference.toId(id),
    member: (_, { id }) => Reference.toId(id, 'Member'),
    letters: async (_, { place, first = 1, after, subject }, { reader }, info) => {
      const args = { first, after, where: { subject } };
      return paged(await reader.resolveReference(Reference.toPage(lettersOfPlace, { placeId: place }, args), info));
    },
    filed: async (_, { place, first = 1, after }, { reader }, info) => {
      const page = Reference.toPage(filedLetters, { placeId: place }, { first, after });
      return paged(await reader.resolveReference(page, info));
    },
    keysOfLetters: async (_, { place }, { reader }) => {
      const keys = await reader.keys(lettersOfPlace, { placeId: place }, 10);
      return keys.map(({ letterId }) => letterId);
    },
    dues: async (_, { place }, { reader }, info) => {
      const facts = { placeId: place };
      const [row] = await reader.rows('Dues', `PLACE#${place}`, { beginsWith: 'DUES' }, info, facts);
      return withFacts(facts, { ...row });
    },
    misled: () => Reference.to('Figures', {}),
    figures: async (_, _args, { reader }, info) => {
      const [row] = await reader.rows('Figures', 'FIGURES', { from: 'A', to: 'Z' }, info, {});
      return row;
    },
  };
  for (const [name, resolve] of Object.entries(resolvers)) query[name]!.resolve = resolve as never;
  return { schema, model, guarded: guardSchema(schema, model) };
}

function paged(page: unknown) {
  const { pageInfo, nodes, edges } = page as ConnectionPage;
  return { ...pageInfo, pageInfo, nodes, edges };
}

const api = served();
const { model } = api;
const cursors = new Cursors(parseKeyRing(Buffer.alloc(32, 9).toString('base64url')));

const world = [
  { pk: 'PLACE#p1', sk: 'LETTER#1', memberId: 'm1', subject: 'subject', text: 'text', note: 'note', seal: 'seal' },
  { pk: 'PLACE#p1', sk: 'LETTER#2', memberId: 'm2', subject: 'other', text: 'text 2', note: 'note 2', seal: 'seal 2' },
  { pk: 'PLACE#p1', sk: 'LETTER#3', subject: 'other', text: 'nobody’s' },
  { pk: 'PLACE#p=7C2', sk: 'LETTER#2026-11-30T09:00:00.000Z', memberId: 'auth0|m', subject: 'at nine' },
  { pk: 'PLACE#p=7C2', sk: 'LETTER#2026-11-30T10:00:00.000Z', memberId: 'auth0|m', subject: 'at ten' },
  { pk: 'PLACE#p=7C2', sk: 'LETTER#a=23LETTER=231', memberId: 'auth0|m', subject: 'with separators' },
  { pk: 'MEMBER#auth0=7Cm', sk: 'PROFILE', placeId: 'p|2', name: 'name', secret: 'secret' },
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
  /** What the table does not tell of them just now. */
  readonly unheard?: 'tenants' | 'visit';
  /** Wants to know why the store was asked. */
  readonly isTraced?: boolean;
  /** Has written something before. */
  readonly hasWritten?: boolean;
}

const member: Asks = { roles: ['MEMBER'], subject: 'm1' };
const keeper: Asks = { roles: ['KEEPER'], subject: 'k1', tenants: ['p1'] };

interface Answer {
  readonly data: unknown;
  readonly errors: readonly string[];
  /** What made each of them. */
  readonly causes: readonly unknown[];
  readonly requests: readonly StoreRequest[];
  readonly denied: readonly string[];
  /** Faults that the log alone is told of. */
  readonly reported: readonly Error[];
  /** Of each traced request, why it was made: for which field and item, with what to decide by. */
  readonly reasons: readonly (readonly (readonly unknown[])[])[];
  /** What went into the answer: below which field, which item, and what was known of it before. */
  readonly shown: readonly (readonly unknown[])[];
}

/** Listens to one request's reads, and takes down what it hears. */
function listening() {
  const reasons: unknown[][][] = [];
  const shown: unknown[][] = [];
  const trace: ReadTrace = {
    reading: async (all, read) => {
      reasons.push(all.map(({ path, key, facts, isGuarded }) => [path.key, key?.sk ?? null, facts.join(), isGuarded]));
      return read();
    },
    shown: (path, key, { params }, known) => {
      expect(params).toEqual(expect.objectContaining({ placeId: 'p1' }));
      shown.push([path.key, key.sk, known]);
    },
  };
  return { reasons, shown, trace };
}

function callerOf({ roles, subject, visit }: Asks): Caller {
  const claim = visit === undefined ? null : { tenant: visit, serial: 1 };
  const known = { roles, subject: subject ?? null, email: null, signIn: null, hasSecondFactor: true, device: null };
  return { ...known, guestSession: null, visit: claim };
}

async function ask(
  query: string,
  asks: Asks,
  store = new FakeStore(world),
  execute = EXECUTORS['graphql-js'],
): Promise<Answer> {
  const { tenants = [], rejects = false, unheard, isTraced = false, hasWritten = false } = asks;
  const caller = callerOf(asks);
  const source: CallerFactSource = {
    tenantsOf: () => (unheard === 'tenants' ? Promise.reject(new Error('away')) : Promise.resolve(new Set(tenants))),
    isCurrent: () => (unheard === 'visit' ? Promise.reject(new Error('away')) : Promise.resolve(true)),
  };
  const callerFacts = new CallerFacts(caller, source);
  const denials = new Denials(access);
  const { reasons, shown, trace } = listening();
  const told: string[] = [];
  const reported: Error[] = [];
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
    report: (fault) => reported.push(fault),
    beforeRead: refuse,
    trace: isTraced ? trace : null,
  });
  if (hasWritten) reader.forget();
  const contextValue = { callerFacts, reader, denials };
  const result = await execute(api, query, contextValue);
  return {
    data: JSON.parse(JSON.stringify(result.data ?? null)),
    errors: (result.errors ?? []).map(({ message }) => message),
    causes: (result.errors ?? []).map(({ originalError }) => originalError),
    requests: store.take(),
    denied: denials.all.map(({ coordinate }) => coordinate),
    reported,
    reasons,
    shown,
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

describe('values of keys with signs that keys are made of', () => {
  const owner: Asks = { roles: ['KEEPER'], subject: 'k1', tenants: ['p|2'] };
  const named: Asks = { roles: ['MEMBER'], subject: 'auth0|m' };
  const ids = ['2026-11-30T09:00:00.000Z', '2026-11-30T10:00:00.000Z', 'a#LETTER#1'];
  const globalIds = ids.map((id) => toGlobalId('Letter', 'p|2', id));

  test.each([
    ['the keeper of the place', owner],
    ['the member whose they are', named],
  ])('are found in a list, page by page, by %s', async (_, who) => {
    const found: unknown[] = [];
    for (let after = ''; found.length < ids.length;) {
      const { data, errors } = await ask(`{ letters(place: "p|2"${after}) { nodes { id subject } endCursor } }`, who);
      expect(errors).toEqual([]);
      const page = (data as { letters: { nodes: { id: string }[]; endCursor: string } }).letters;
      found.push(...page.nodes.map(({ id }) => id));
      after = `, after: "${page.endCursor}"`;
    }
    expect(found).toEqual(globalIds);
  });

  test.each([
    ['the keeper of the place', owner],
    ['the member whose they are', named],
  ])('are found by id by %s', async (_, who) => {
    for (const id of globalIds) {
      const { data } = await ask(`{ node(id: "${id}") { id ... on Letter { subject } } }`, who);
      expect(data).toEqual({ node: { id, subject: expect.any(String) } });
    }
  });

  test('are the caller’s own where the key says so, as they are and not as they are written', async () => {
    const profile = `{ member(id: "${toGlobalId('Member', 'auth0|m')}") { name secret } }`;
    expect((await ask(profile, owner)).data).toMatchObject({ member: { name: 'name' } });
    const query = `{ node(id: "${globalIds[1]!}") { id } }`;
    for (const who of [
      { ...owner, tenants: ['p=7C2', 'p'] },
      { ...named, subject: 'auth0=7Cm' },
    ])
      expect((await ask(query, who)).data).toEqual({ node: null });
  });

  test.each(['a=7cb', '=41', 'a|b', 'a#b', 'a/b', '='])(
    'are not read where no value is written so: %s',
    async (text) => {
      const id = Buffer.from(`Letter:p=7C2:${text}`).toString('base64url');
      expect(await ask(`{ node(id: "${id}") { id } }`, owner)).toMatchObject({ data: { node: null }, requests: [] });
    },
  );
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

test('what is not stored is not read, and that is a fault of ours', async () => {
  const { causes, requests } = await ask('{ misled { total } }', keeper);
  expect(causes).toEqual([new TypeError('Figures is not a stored type')]);
  expect(requests).toEqual([]);
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

  test('after a write is asked for consistently, but by an index, which cannot be', async () => {
    const consistent = async (list: string) => {
      const { requests, errors } = await ask(`{ ${list}(place: "p1") { nodes { id } } }`, {
        ...member,
        hasWritten: true,
      });
      expect(errors).toEqual([]);
      return requests.filter(({ operation }) => operation === 'Query').map((request) => request.consistent);
    };
    expect([await consistent('letters'), await consistent('filed')]).toEqual([[true], [false]]);
  });

  test.each([0, -1, 101])('of %d items on a page is refused, by the name of the argument', async (first) => {
    const { causes, requests } = await ask(letters(`, first: ${String(first)}`), keeper);
    expect(causes).toEqual([expect.objectContaining({ name: 'ArgumentError', argument: 'first' })]);
    expect(requests).toEqual([]);
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
  });
});

describe('a page', () => {
  interface Page {
    readonly nodes: readonly ({ readonly id: string } | null)[];
    readonly hasNextPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  }
  const fields = 'nodes { id } pageInfo { hasNextPage startCursor endCursor }';
  type Executor = keyof typeof EXECUTORS;
  const page = async (list: string, args: string, who: Asks, store: FakeStore, by: Executor = 'levels') => {
    const { data, ...rest } = await ask(`{ ${list}(place: "p2"${args}) { ${fields} } }`, who, store, EXECUTORS[by]);
    const found = (data as Record<string, { nodes: Page['nodes']; pageInfo: Omit<Page, 'nodes'> } | null>)[list];
    return { ...rest, page: found ? { nodes: found.nodes, ...found.pageInfo } : null };
  };
  const sk = (at: number) => `LETTER#${String(at).padStart(5, '0')}`;
  const letterOf = (memberId: string, at: number): Item => {
    const filed = { gsi1pk: 'FILE#p2', gsi1sk: sk(at) };
    return { pk: 'PLACE#p2', sk: sk(at), memberId, subject: 'subject', text: 'text', ...filed };
  };
  const idOf = (at: number) => toGlobalId('Letter', 'p2', sk(at).slice('LETTER#'.length));
  const others = (count: number) => Array.from({ length: count }, (_, at) => letterOf('m2', at));
  const keeperOf = (place: string): Asks => ({ ...keeper, tenants: [place] });

  /** All pages, one after the other. */
  const walk = async (list: string, first: number, items: readonly Item[], by: Executor): Promise<Page[]> => {
    const store = new FakeStore(items);
    const pages: Page[] = [];
    for (let after: string | null = null, more = true; more;) {
      const given: string = after === null ? '' : `, after: "${after}"`;
      const { page: found, errors } = await page(list, `, first: ${String(first)}${given}`, member, store, by);
      expect(errors).toEqual([]);
      pages.push(found!);
      after = found!.endCursor;
      more = found!.hasNextPage;
    }
    return pages;
  };

  test.each<[string, Executor]>([
    ['letters', 'levels'],
    ['letters', 'graphql-js'],
    ['filed', 'levels'],
    ['filed', 'graphql-js'],
  ])('of %s, by %s, is the same whether or not there is what its caller may not see', async (list, by) => {
    const owners = fc.array(fc.constantFrom('m1', 'm2', 'm2', 'm2'), { maxLength: 40 });
    const property = fc.asyncProperty(owners, fc.integer({ min: 1, max: 5 }), async (of, first) => {
      const all = of.map(letterOf);
      const mine = all.filter(({ memberId }) => memberId === 'm1');
      const pages = await walk(list, first, all, by);
      expect(pages).toEqual(await walk(list, first, mine, by));
      expect(pages.flatMap(({ nodes }) => nodes)).toHaveLength(mine.length);
      expect(pages.slice(0, -1).every(({ nodes }) => nodes.length === first)).toBe(true);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  test('of very many that its caller may not see is an error, after a bounded number of reads', async () => {
    for (const list of ['letters', 'filed']) {
      const { data, errors, requests } = await ask(
        `{ ${list}(place: "p2") { ${fields} } }`,
        member,
        new FakeStore(others(3000)),
      );
      expect(data).toEqual({ [list]: null });
      expect(errors).toEqual([expect.stringContaining('one page may search')]);
      expect(requests.filter(({ operation }) => operation === 'Query').length).toBeLessThanOrEqual(25);
      expect(requests.length).toBeLessThanOrEqual(50);
    }
  });

  test('of very many of which its caller sees one has that one, and says that more may follow', async () => {
    for (const list of ['letters', 'filed']) {
      const store = new FakeStore([letterOf('m1', 0), ...others(3000).slice(1)]);
      const found = await page(list, ', first: 2', member, store);
      expect(found).toMatchObject({ page: { nodes: [{ id: idOf(0) }], hasNextPage: true }, errors: [] });
    }
  });

  test('that is full does not wait for whether there is a further one, unless that is asked', async () => {
    const store = new FakeStore([letterOf('m1', 0), ...others(9).slice(1)]);
    const { requests, data } = await ask('{ letters(place: "p2") { nodes { id } } }', member, store);
    expect(data).toEqual({ letters: { nodes: [{ id: idOf(0) }] } });
    expect(requests.filter(({ operation }) => operation === 'Query')).toHaveLength(1);
  });

  test('looks at no more of the items behind it than whether they may be seen', async () => {
    const store = new FakeStore([letterOf('m1', 0), letterOf('m2', 1), letterOf('m1', 2)]);
    const { requests, data } = await ask(
      '{ filed(place: "p2") { nodes { text } pageInfo { hasNextPage } } }',
      member,
      store,
    );
    expect(data).toEqual({ filed: { nodes: [{ text: 'text' }], pageInfo: { hasNextPage: true } } });
    const read = requests.filter(({ attributes }) => attributes.includes('text')).flatMap(({ keys }) => keys);
    expect(read).toEqual([`PLACE#p2 ${sk(0)}`]);
  });

  test('of a list of which nothing may be seen is empty, and nothing is asked', async () => {
    for (const [list, who] of [
      ['letters', { roles: ['PASSER'] }],
      ['filed', { roles: ['PASSER'] }],
      ['letters', keeperOf('p9')],
    ] as const) {
      const { page: found, requests } = await page(list, '', who, new FakeStore(others(5)));
      expect(found).toEqual({ nodes: [], hasNextPage: false, startCursor: null, endCursor: null });
      expect(requests).toEqual([]);
    }
    const byIndex = await page('filed', '', keeperOf('p9'), new FakeStore(others(500)));
    expect(byIndex.page).toMatchObject({ nodes: [], hasNextPage: false });
    expect(byIndex.requests).toHaveLength(1);
  });

  test('for which a filter finds nothing for long is empty and says where to look on', async () => {
    const store = new FakeStore([...others(30), { ...letterOf('m2', 30), subject: 'found' }]);
    store.pageSize = 1;
    const { page: first, requests } = await page('letters', ', subject: "found"', keeperOf('p2'), store);
    expect(first).toEqual({ nodes: [], hasNextPage: true, startCursor: null, endCursor: expect.any(String) });
    expect(requests).toHaveLength(25);
    const after = `, subject: "found", after: "${first?.endCursor ?? ''}"`;
    expect((await page('letters', after, keeperOf('p2'), store)).page).toMatchObject({
      nodes: [{ id: idOf(30) }],
      hasNextPage: false,
    });
  });

  test('of an index has no rows of another key than it is asked for by, and they are reported', async () => {
    const strays = [1, 3].map((at) => ({ ...letterOf('m1', at), pk: 'PLACE#p3' }));
    const items = [letterOf('m1', 0), ...strays, letterOf('m1', 2), letterOf('m1', 4)];
    for (const who of [keeperOf('p2'), member, { ...keeper, tenants: ['p2', 'p3'] }]) {
      const found = await page('filed', ', first: 2', who, new FakeStore(items));
      expect(found.page).toMatchObject({ nodes: [{ id: idOf(0) }, { id: idOf(2) }], hasNextPage: true });
      expect(found.errors).toEqual([]);
      expect(found.reported).toContainEqual(expect.objectContaining({ key: { pk: 'PLACE#p3', sk: sk(1) } }));
    }
    const ofStrays = await page('filed', ', first: 2', keeperOf('p3'), new FakeStore(items));
    expect(ofStrays.page).toMatchObject({ nodes: [], hasNextPage: false });
  });

  describe('with a row whose key is that of no item', () => {
    const odd: Item = { ...letterOf('m1', 1), sk: 'LETTER#1#odd' };
    const stamp = { ...letterOf('m1', 1), sk: `${sk(0)}#STAMP`, gsi1sk: `${sk(0)} stamp` };
    const items = [letterOf('m1', 0), stamp, odd, letterOf('m1', 2)];
    const fault = expect.objectContaining({ name: 'RowKeyError', key: { pk: odd.pk, sk: odd.sk } }) as unknown;

    test.each([
      ['letters', lettersOfPlace.name],
      ['filed', filedLetters.name],
    ])('has an error in its place among %s, for whom sees all of them', async (list) => {
      const found = await page(list, ', first: 3', keeperOf('p2'), new FakeStore(items));
      expect(found.page?.nodes.filter((node) => node !== null)).toEqual([{ id: idOf(0) }, { id: idOf(2) }]);
      expect(found.page?.nodes).toHaveLength(3);
      expect(found).toMatchObject({ errors: [expect.stringContaining('the key of a stored type')], reported: [] });
    });

    test.each(['letters', 'filed'])('is without it among %s, for others, and it is reported', async (list) => {
      const found = await page(list, ', first: 3', member, new FakeStore(items));
      expect(found.page).toMatchObject({ nodes: [{ id: idOf(0) }, { id: idOf(2) }], hasNextPage: false });
      expect(found).toMatchObject({ errors: [], reported: [fault] });
    });

    test('has the keys of the others, and it is reported', async () => {
      const found = await ask('{ keysOfLetters(place: "p2") }', keeperOf('p2'), new FakeStore(items));
      expect(found).toMatchObject({ data: { keysOfLetters: ['00000', '00002'] }, errors: [], reported: [fault] });
    });
  });
});

describe('what a decision awaits of the caller is learnt first, and nothing else', () => {
  const filtered = '{ letters(place: "p1", subject: "other") { nodes { subject } } }';
  const dues = '{ dues(place: "p1") { total cost } }';
  const store = () => new FakeStore([...world, { pk: 'PLACE#p1', sk: 'DUES', total: 3, cost: 2 }]);

  test('before a filter', async () => {
    const who: Asks = { ...keeper, visit: 'p1' };
    const found = { letters: { nodes: [{ subject: 'other' }] } };
    expect(await ask(filtered, { ...who, unheard: 'visit' })).toMatchObject({ data: found, errors: [] });
    expect(await ask(filtered, { ...who, unheard: 'tenants' })).toMatchObject({ errors: ['away'], requests: [] });
    expect((await ask(filtered, { ...who, tenants: [] })).errors).toEqual([
      expect.stringContaining('needs permission'),
    ]);
  });

  test('before the rows of an aggregate', async () => {
    expect(await ask(dues, keeper, store())).toMatchObject({ data: { dues: { total: 3, cost: 2 } }, denied: [] });
    const visiting = await ask(dues, { roles: ['PASSER'], visit: 'p1' }, store());
    expect(visiting).toMatchObject({ data: { dues: { total: 3, cost: null } }, denied: ['Dues.cost'] });
    expect(asked(visiting)).toEqual(['sk,total']);
    expect(await ask(dues, { ...keeper, unheard: 'tenants' }, store())).toMatchObject({
      data: { dues: null },
      errors: ['away'],
      denied: [],
      requests: [],
    });
  });

  test('and of an aggregate that the caller may not see nothing is read', async () => {
    const { data, denied, requests } = await ask(dues, { ...keeper, tenants: ['p2'] }, store());
    expect({ data, requests }).toEqual({ data: { dues: { total: null, cost: null } }, requests: [] });
    expect(denied).toEqual(['Dues.total', 'Dues.cost']);
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

describe('who wants to know is told why the store is asked, and of what is shown', () => {
  const traced: Asks = { ...member, isTraced: true };
  const owning: Asks = { ...keeper, isTraced: true };
  const key = { placeId: 'p1', letterId: '1' };
  const idOf = (id: string) => toGlobalId('Letter', 'p1', id);
  const letters = (first: number) =>
    `{ letters(place: "p1", first: ${first}) { nodes { subject } pageInfo { hasNextPage } } }`;

  test('by what decides, then by what is shown', async () => {
    expect(await ask(letter('1', 'subject'), traced)).toMatchObject({
      reasons: [[['node', 'LETTER#1', 'memberId', true]], [['node', 'LETTER#1', '', false]]],
      shown: [['node', 'LETTER#1', key]],
    });
    expect(await ask(letter('2', 'subject'), traced)).toMatchObject({
      reasons: [[['node', 'LETTER#2', 'memberId', true]]],
      shown: [],
    });
  });

  test('of each item that is read together with others', async () => {
    const both = `{ a: node(id: "${idOf('1')}") { id } b: node(id: "${idOf('3')}") { id } }`;
    const { reasons, shown, requests } = await ask(both, traced);
    expect(requests).toHaveLength(1);
    expect(reasons).toEqual([
      [
        ['a', 'LETTER#1', 'memberId', true],
        ['b', 'LETTER#3', 'memberId', true],
      ],
    ]);
    expect(shown).toEqual([['a', 'LETTER#1', key]]);
  });

  test('of a list, and of the items that its rows lead to', async () => {
    expect(await ask(letters(3), traced)).toMatchObject({
      reasons: [[['letters', null, 'memberId', true]], [['letters', 'LETTER#1', '', false]]],
      shown: [['letters', 'LETTER#1', { ...key, memberId: 'm1' }]],
    });
    // The row behind the page is looked at, and not shown.
    expect(await ask(letters(1), owning)).toMatchObject({
      reasons: [[['letters', null, '', false]]],
      shown: [['letters', 'LETTER#1', key]],
    });
  });

  test('of what is looked at behind a page, which is not shown, and looked at once', async () => {
    const mine = (id: string) => ({ pk: 'PLACE#p1', sk: `LETTER#${id}`, memberId: 'm1', subject: id });
    const another = { ...mine('2'), memberId: 'm2' };
    const twice = letters(1).replace('hasNextPage', 'hasNextPage more: hasNextPage');
    const { data, shown, requests } = await ask(twice, traced, new FakeStore([mine('1'), another, mine('3')]));
    const pageInfo = { hasNextPage: true, more: true };
    expect(data).toEqual({ letters: { nodes: [{ subject: '1' }], pageInfo } });
    expect(shown.map(([, item]) => item)).toEqual(['LETTER#1']);
    const { requests: once } = await ask(letters(1), traced, new FakeStore([mine('1'), another, mine('3')]));
    expect(requests).toEqual(once);
  });

  test('of the rows of an aggregate, of which none is an item', async () => {
    const { reasons, shown } = await ask('{ figures { total } }', traced);
    expect({ reasons, shown }).toEqual({ reasons: [[['figures', null, '', false]]], shown: [] });
  });

  test('but not of keys alone, which no field shows', async () => {
    const { reasons, requests } = await ask('{ keysOfLetters(place: "p1") }', owning);
    expect([reasons, requests.length]).toEqual([[], 1]);
  });

  test('and the answer is the same', async () => {
    for (const query of [letter('1', 'subject'), letters(3), '{ figures { total } }']) {
      const [plain, explained] = [await ask(query, member), await ask(query, traced)];
      expect(explained).toEqual({ ...plain, reasons: explained.reasons, shown: explained.shown });
      expect([plain.reasons, plain.shown]).toEqual([[], []]);
    }
  });
});
