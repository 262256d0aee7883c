import { Writer } from '../../src/loading/Writer';
import type { Caller } from '../../src/identity/Caller';
import { CallerFacts } from '../../src/loading/CallerFacts';
import { compileModel } from '../../src/model/checks/compileModel';
import type { Context } from '../../src/response/Context';
import { Denials } from '../../src/response/Denials';
import { Effects } from '../../src/response/Effects';
import { guardSchema } from '../../src/response/guard';
import { EXISTS, MISSING, type Requirement, type Write } from '../../src/storage/writes';
import { access } from '../access/principals';
import { annotated, attribute, needs, stored } from '../model/annotated';
import { EXECUTORS } from '../support/executors';

/*
 * An input that says `own` or `visit` is judged by roles alone before the mutation; whose the item is, the transaction has to prove. A mutation
 * that forgets it writes nothing.
 */
const SDL = `
  type Query { ok: Int @auth(always: [MEMBER]) }
  type Mutation {
    ofOwn(input: OwnInput!): Int @auth(always: [PASSER, MEMBER, KEEPER, CHIEF])
    ofVisit(input: VisitInput!): Int @auth(always: [PASSER, MEMBER, KEEPER])
    ofField(input: FieldInput!): Int @auth(always: [MEMBER, KEEPER])
    ofAnybody(input: AnyInput!): Int @auth(always: [PASSER, MEMBER, KEEPER])
  }
  input OwnInput @auth(own: [PASSER, MEMBER, KEEPER], always: [CHIEF]) { name: String, below: [BelowInput!] }
  input BelowInput @auth(asParent: true) { size: Int @auth(own: [KEEPER]) }
  input VisitInput @auth(visit: [PASSER, MEMBER]) { name: String }
  input FieldInput @auth(always: [MEMBER, KEEPER]) { name: String, secret: String @auth(own: [MEMBER]), mode: Int = 1 @auth(own: [MEMBER]) }
  input AnyInput @auth(always: [PASSER, MEMBER, KEEPER]) { name: String }
  type Place @auth(always: [MEMBER], own: [MEMBER]) { ok: Int }
  type Letter @auth(own: [PASSER, MEMBER, KEEPER]) { ok: Int pages: [Page] }
  type Page @auth(own: [MEMBER, KEEPER]) { ok: Int }
  type Profile @auth(own: [MEMBER]) { ok: Int }
  type Invite @auth(own: [MEMBER]) { ok: Int }
`;
const NOTES = {
  Place: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PLACE' }, facts: ['memberId'] }),
  Letter: stored({ key: { pk: 'PLACE#{placeId}', sk: 'LETTER#{letterId}' }, facts: ['memberId', 'sessionId'] }),
  Page: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PAGE#{letterId}#{page}' }, inherits: ['memberId'] }),
  Profile: stored({ key: { pk: 'MEMBER#{memberId}', sk: 'PROFILE' } }),
  Invite: stored({ key: { pk: 'MEMBER#{senderId}', sk: 'INVITE#{memberId}' } }),
  ...{
    'Place.ok': attribute(),
    'Letter.ok': attribute(),
    'Page.ok': attribute(),
    'Letter.pages': needs(),
    'Profile.ok': attribute(),
    'Invite.ok': attribute(),
  },
};
const records = {
  ownership: { partition: 'USER#{subject}', prefix: 'PLACE#', row: 'PLACE#{tenant}' },
  visitSerial: { key: { pk: 'PLACE#{tenant}', sk: 'PLACE' }, attribute: 'serial' },
};

const nobody: Caller = {
  ...{ roles: ['PASSER'], subject: null, email: null, signIn: null, hasSecondFactor: true },
  ...{ guestSession: null, visit: null, device: null },
};
const member: Caller = { ...nobody, roles: ['MEMBER'], subject: 'me' };
const keeper: Caller = { ...member, roles: ['KEEPER'] };
const at = new Date(0);
const passer: Caller = { ...nobody, guestSession: { id: 'mine', startedAt: at, expiresAt: at } };
const visitor: Caller = { ...passer, visit: { tenant: 'a', serial: 7 } };

const equals = (attribute: string, value: unknown): Requirement => ({ kind: 'equals', attribute, value });
const letter = (place = 'a', id = '1') => ({ pk: `PLACE#${place}`, sk: `LETTER#${id}` });
const profile = (of: string) => ({ pk: `MEMBER#${of}`, sk: 'PROFILE' });
const update = (key: Write['key'], ...require: Requirement[]): Write => ({
  ...{ kind: 'update', key, set: { name: 'x' } },
  require: [EXISTS, ...require],
});
const check = (key: Write['key'], ...require: Requirement[]): Write => ({
  ...{ kind: 'check', key },
  require: [EXISTS, ...require],
});
const row = (place = 'a', subject = 'me') => check({ pk: `USER#${subject}`, sk: `PLACE#${place}` });
const serial = (value: number, place = 'a') => check({ pk: `PLACE#${place}`, sk: 'PLACE' }, equals('serial', value));
const invite = (sender: string, of: string) => ({ pk: `MEMBER#${sender}`, sk: `INVITE#${of}` });
const counter = update({ pk: 'COUNTER', sk: 'DAY' });
const mark = (of: string): Write => ({
  ...{ kind: 'check', key: { pk: `MEMBER#${of}`, sk: 'MARK' } },
  require: [{ kind: 'absent', attribute: 'mark' }],
});

/** Runs a mutation that makes these transactions, in either executor: what was sent, and how the answer failed. */
async function run(call: string, caller: Caller, ...transactions: (readonly Write[])[]) {
  const answers = [];
  for (const execute of Object.values(EXECUTORS)) {
    const schema = annotated(SDL, NOTES);
    const model = compileModel(schema, access);
    const sent: (readonly Write[])[] = [];
    const table = { transact: (writes: readonly Write[]) => Promise.resolve(void sent.push(writes)) };
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {}))
      field.resolve = async (_source, _args, { writer }: Context) => {
        for (const writes of transactions) await writer.transact(writes);
        return 1;
      };
    const guarded = guardSchema(schema, model);
    const callerFacts = new CallerFacts(caller, {
      tenantsOf: () => Promise.resolve(new Set(['a'])),
      isCurrent: () => Promise.resolve(true),
    });
    const denials = new Denials(access);
    const effects = new Effects({ model, callerFacts, denials, records, isRefusing: false });
    const writer = new Writer(table as never, { forget: () => undefined } as never, undefined, effects);
    const { errors = [] } = await execute({ schema, guarded }, `mutation { ${call} }`, {
      ...{ callerFacts, denials, effects, writer },
    });
    answers.push({ sent: sent.length, failed: errors.map(({ originalError }) => originalError?.name) });
  }
  const [one, other] = answers;
  expect(one).toEqual(other);
  return one;
}

const OWN = 'ofOwn(input: { name: "x" })';
const VISIT = 'ofVisit(input: { name: "x" })';
const REFUSED = { sent: 0, failed: ['UnboundWriteError'] };
const MADE = { sent: 1, failed: [] };

test.each<[string, string, Caller, readonly Write[]]>([
  ['by an attribute that is required', OWN, member, [update(letter(), equals('memberId', 'me'))]],
  ['by the value of the key', OWN, member, [update(profile('me'))]],
  ['by the partition', OWN, member, [mark('me'), counter]],
  ['by the key of its own type, not by that of another', OWN, member, [update(invite('another', 'me'))]],
  [
    'by what a new item is made with',
    OWN,
    member,
    [{ kind: 'put', key: letter(), item: { memberId: 'me' }, require: [MISSING] }],
  ],
  ['by a guest session', OWN, passer, [update(letter(), equals('sessionId', 'mine'))]],
  ['by the row of a tenant', OWN, keeper, [row(), update(letter())]],
  ['by one of several roles', OWN, { ...keeper, roles: ['MEMBER', 'KEEPER'] }, [row(), update(letter())]],
  [
    'of several items, of each by one of several roles',
    OWN,
    { ...keeper, roles: ['MEMBER', 'KEEPER'] },
    [row(), update(letter()), update(letter('b'), equals('memberId', 'me')), update(profile('me'))],
  ],
  ['by the serial of a visit', VISIT, visitor, [serial(7), update(letter())]],
  ['beside items that are nobody’s in this way', OWN, member, [update(letter(), equals('memberId', 'me')), counter]],
  [
    'with a part of the item',
    OWN,
    member,
    [update(letter(), equals('memberId', 'me')), update({ pk: 'PLACE#a', sk: 'PAGE#1#1' })],
  ],
  [
    'where an item changes hands, by whose it was',
    OWN,
    member,
    [
      mark('me'),
      { kind: 'update', key: letter(), set: { memberId: 'me' }, require: [EXISTS, equals('sessionId', 'another')] },
    ],
  ],
  ['where roles alone decide', 'ofAnybody(input: {})', member, [update(letter())]],
  ['where one of the roles needs nothing', OWN, { ...member, roles: ['MEMBER', 'CHIEF'] }, [update(letter())]],
  ['where a field that asks for it is not sent', 'ofField(input: { name: "x" })', member, [update(letter())]],
  ['where nothing is changed', OWN, member, [check(letter())]],
])('a transaction is sent that proves whose it is: %s', async (_, call, caller, writes) => {
  expect(await run(call, caller, writes)).toEqual(MADE);
});

test.each<[string, string, Caller, readonly Write[]]>([
  ['there is no proof', OWN, member, [update(letter())]],
  ['only counters are changed', OWN, member, [counter]],
  ['an attribute is another’s', OWN, member, [update(letter(), equals('memberId', 'another'))]],
  ['the key is another’s', OWN, member, [update(profile('another'))]],
  ['its key names another, though its partition is the caller’s', OWN, member, [update(invite('me', 'another'))]],
  ['the partition is another’s', OWN, member, [mark('another'), counter]],
  [
    'one item is the caller’s, and another one anybody’s',
    OWN,
    member,
    [mark('me'), update(profile('me')), update(letter())],
  ],
  ['the same with another’s partition', OWN, member, [update(profile('me')), update(profile('another'))]],
  ['a part is of another item', OWN, member, [update(profile('me')), update({ pk: 'PLACE#a', sk: 'PAGE#1#1' })]],
  [
    'a part is of an item in what is the caller’s',
    OWN,
    member,
    [check({ pk: 'PLACE#a', sk: 'PLACE' }, equals('memberId', 'me')), update({ pk: 'PLACE#a', sk: 'PAGE#1#1' })],
  ],
  [
    'one item is the caller’s in one way, and another one in none',
    OWN,
    { ...keeper, roles: ['MEMBER', 'KEEPER'] },
    [row(), update(letter()), update(letter('b'))],
  ],
  [
    'an item is taken from anybody',
    OWN,
    member,
    [mark('me'), { kind: 'update', key: letter(), set: { memberId: 'me' }, require: [EXISTS] }],
  ],
  [
    'an item is taken from another by name',
    OWN,
    member,
    [
      mark('me'),
      { kind: 'update', key: letter(), set: { memberId: 'me' }, require: [EXISTS, equals('memberId', 'another')] },
    ],
  ],
  [
    'an item is given away',
    OWN,
    member,
    [{ kind: 'update', key: letter(), set: { memberId: 'another' }, require: [EXISTS, equals('memberId', 'me')] }],
  ],
  [
    'an item loses its owner',
    OWN,
    member,
    [{ kind: 'update', key: letter(), remove: ['memberId'], require: [EXISTS, equals('memberId', 'me')] }],
  ],
  ['an item is put over one that may be there', OWN, member, [put(letter(), { memberId: 'me' }, EXISTS)]],
  ['a guest session is another’s', OWN, passer, [update(letter(), equals('sessionId', 'another'))]],
  ['the fact is that of another role', OWN, keeper, [update(letter(), equals('memberId', 'me'))]],
  ['the row of the tenant is not checked', OWN, keeper, [update(letter())]],
  ['it is that of another tenant', OWN, keeper, [row('b'), update(letter())]],
  ['one of two tenants is not checked', OWN, keeper, [row(), update(letter()), update(letter('b'))]],
  ['it is another’s row', OWN, keeper, [row('a', 'another'), update(letter())]],
  [
    'the row is required not to be there',
    OWN,
    keeper,
    [put({ pk: 'USER#me', sk: 'PLACE#a' }, {}, MISSING), update(letter())],
  ],
  ['the row is all that there is', OWN, keeper, [row(), counter]],
  ['the visit’s serial is not checked', VISIT, visitor, [update(letter())]],
  ['it is another serial', VISIT, visitor, [serial(8), update(letter())]],
  ['the visit is to another tenant', VISIT, visitor, [serial(7, 'b'), update(letter('b'))]],
  ['nobody is on a visit', VISIT, passer, [serial(7), update(letter())]],
  ['a field that asks for it is sent', 'ofField(input: { secret: "x" })', member, [update(letter())]],
  ['the same, not as by default', 'ofField(input: { mode: 2 })', member, [update(letter())]],
  [
    'a field deep in a list asks for more than the input',
    'ofOwn(input: { below: [{}, { size: 1 }] })',
    { ...keeper, roles: ['MEMBER', 'KEEPER'] },
    [update(letter('b'), equals('memberId', 'me'))],
  ],
])('nothing is sent, and it is a fault of ours, where %s', async (_, call, caller, writes) => {
  expect(await run(call, caller, writes)).toEqual(REFUSED);
});

function put(key: Write['key'], item: Record<string, unknown>, requirement: Requirement): Write {
  return { kind: 'put', key, item, require: [requirement] };
}

test('each transaction proves it for itself', async () => {
  const proved = [update(letter(), equals('memberId', 'me'))];
  expect(await run(OWN, member, proved, [update(letter())])).toEqual({ ...REFUSED, sent: 1 });
});

test('one mutation has nothing to prove of another', async () => {
  const call = `a: ${OWN} b: ofAnybody(input: {})`;
  expect(await run(call, member, [update(letter())])).toEqual({ sent: 1, failed: ['UnboundWriteError'] });
});

test('the message says where, and what to write', () => {
  const model = compileModel(annotated(SDL, NOTES), access);
  const callerFacts = new CallerFacts(keeper, {} as never);
  const effects = new Effects({ model, callerFacts, denials: new Denials(access), records, isRefusing: false });
  effects.leaveToWrites([{ coordinate: 'OwnInput', rule: model.inputs.get('OwnInput')!.rule! }]);
  expect(() => effects.beforeWrite([update(letter())])).toThrow(
    'OwnInput: expected the transaction to prove what its rule asks for: "own": placeId in a key or an "equals" requirement, as the caller holds it (tenants) and a check of the row that says so; nothing was written',
  );
});
