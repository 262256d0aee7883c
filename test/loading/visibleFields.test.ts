import type { Facts } from '../../src/access/Rule';
import type { Caller } from '../../src/identity/Caller';
import { CallerFacts } from '../../src/loading/CallerFacts';
import { Reader } from '../../src/loading/Reader';
import type { ReaderOptions } from '../../src/loading/ReaderOptions';
import { compileModel } from '../../src/model/checks/compileModel';
import { access } from '../access/principals';
import { annotated, attribute, embedded, stored } from '../model/annotated';

const schema = annotated(
  `
  type Query { letter: Letter @auth(always: [PASSER, MEMBER, KEEPER]) }
  type Letter @auth(own: [MEMBER, KEEPER]) {
    text: String
    note: String @auth(own: [KEEPER])
    seal: String @auth(own: [MEMBER], mfa: true)
    cover: Cover
  }
  type Cover @auth(asParent: true) { colour: String price: Int @auth(own: [KEEPER]) }
`,
  {
    Letter: stored({ facts: ['memberId'] }),
    'Letter.text': attribute(),
    'Letter.note': attribute(),
    'Letter.seal': attribute(),
    'Letter.cover': attribute(),
    Cover: embedded,
    'Cover.colour': attribute(),
    'Cover.price': attribute(),
  },
);
const model = compileModel(schema, access);

async function visible(typeName: string, facts: Facts, roles: readonly string[], hasSecondFactor = true) {
  const caller: Caller = {
    roles,
    subject: 'm1',
    email: null,
    signIn: null,
    hasSecondFactor,
    device: null,
    guestSession: null,
    visit: null,
  };
  const source = { tenantsOf: () => Promise.resolve(new Set(['p1'])), isCurrent: () => Promise.resolve(false) };
  const callerFacts = new CallerFacts(caller, source);
  const reader = new Reader({ model, callerFacts } as unknown as ReaderOptions);
  const before = reader.visibleFields(typeName, facts);
  await callerFacts.learn(['tenants']);
  return { before, fields: reader.visibleFields(typeName, facts) };
}

const fieldsFor = async (...asked: Parameters<typeof visible>) => (await visible(...asked)).fields;
const OWN = { memberId: 'm1', placeId: 'p9' };

describe('the fields that a caller may see of an item', () => {
  test('are those whose rules its facts fulfil', async () => {
    expect(await fieldsFor('Letter', OWN, ['MEMBER'])).toEqual(['text', 'seal', 'cover']);
    expect(await fieldsFor('Letter', OWN, ['MEMBER'], false)).toEqual(['text', 'cover']);
    expect(await fieldsFor('Letter', { memberId: 'm2', placeId: 'p1' }, ['MEMBER'])).toEqual([]);
    expect(await fieldsFor('Letter', { memberId: 'm1', placeId: 'p1' }, ['MEMBER', 'KEEPER'])).toEqual([
      'text',
      'note',
      'seal',
      'cover',
    ]);
  });

  test('are none of which it is not known yet', async () => {
    expect(await fieldsFor('Letter', {}, ['MEMBER'])).toEqual([]);
    const { before, fields } = await visible('Letter', { placeId: 'p1' }, ['KEEPER']);
    expect([before, fields]).toEqual([[], ['text', 'note', 'cover']]);
  });

  test('are, of a map, also those that have no rule of their own', async () => {
    expect(await fieldsFor('Cover', OWN, ['MEMBER'])).toEqual(['colour']);
    expect(await fieldsFor('Cover', { placeId: 'p1' }, ['KEEPER'])).toEqual(['colour', 'price']);
  });
});
