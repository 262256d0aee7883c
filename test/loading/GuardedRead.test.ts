import { GuardedRead } from '../../src/loading/GuardedRead';
import { ItemFacts } from '../../src/loading/ItemFacts';
import { compileModel } from '../../src/model/checks/compileModel';
import { typeNamed } from '../../src/model/Model';
import type { Plan } from '../../src/projection/plan';
import { access, principal } from '../access/principals';
import { annotated, attribute, stored } from '../model/annotated';

const schema = annotated(
  `
  type Query { letter: Letter @auth(always: [MEMBER]) }
  type Letter @auth(own: [MEMBER, KEEPER]) { text: String note: String @auth(own: [KEEPER]) }
`,
  {
    Letter: stored({ key: { pk: 'PLACE#{placeId}', sk: 'LETTER#{letterId}' }, facts: ['memberId'] }),
    'Letter.text': attribute(),
    'Letter.note': attribute(),
  },
);
const type = typeNamed(compileModel(schema, access), 'Letter');
const fields = ['text', 'note'].map((name) => {
  const field = type.fields.get(name)!;
  return { field, attributes: field.attributes, members: [], heirs: [] };
});
const rules = [type.rule!, ...fields.flatMap(({ field }) => field.rules)];
const plan: Plan = { type, fields, prefetches: [], rules: [...new Set(rules)], heirs: [] };

const key = { pk: 'PLACE#p1', sk: 'LETTER#1' };
const params = { placeId: 'p1', letterId: '1' };
const path = { key: 'letter', prev: undefined, typename: 'Query' };
const NOTHING: ReadonlySet<string> = new Set();
const member = principal(['MEMBER'], { subject: ['m1'] });

const reading = (told = {}, hints: readonly string[] = []) =>
  new GuardedRead(plan, key, params, new ItemFacts(type, params, {}, told), path, hints);

describe('what a guarded read does next', () => {
  test('is to read what decides, then what is granted, and to be done', () => {
    const read = reading();
    expect(read.next(member, NOTHING)).toMatchObject({
      kind: 'read',
      key,
      attributes: ['memberId'],
      facts: ['memberId'],
      isGuarded: true,
    });
    read.add(['memberId'], { ...key, memberId: 'm1' });
    const second = read.next(member, NOTHING);
    expect(second).toMatchObject({ kind: 'read', attributes: ['text'], facts: [], isGuarded: false });
    expect('denied' in second && second.denied.map(({ coordinate }) => coordinate)).toEqual(['Letter.note']);
    read.add(['text'], { ...key, text: 'text' });
    expect(read.next(member, NOTHING)).toMatchObject({ kind: 'done', found: { params, item: { text: 'text' } } });
  });

  test('is the same until something is taken in', () => {
    const read = reading();
    expect(read.next(member, NOTHING)).toEqual(read.next(member, NOTHING));
  });

  test.each([
    ['another’s', { ...key, memberId: 'm2' }],
    ['nobody’s', key],
    ['not there', null],
  ])('is nothing for one that is %s, and nobody is told what is denied of it', (_, item) => {
    const read = reading();
    if (item) read.add(['memberId'], item);
    else read.addAbsence();
    expect(read.next(member, NOTHING)).toEqual({ kind: 'done', found: null, denied: [] });
  });

  test('is to learn of the caller first, and no more of what was asked for already', () => {
    const keeper = principal(['KEEPER'], { tenants: undefined });
    expect(reading().next(keeper, NOTHING)).toMatchObject({ kind: 'learn', sources: ['tenants'] });
    expect(reading().next(keeper, new Set(['tenants'])).kind).not.toBe('learn');
  });

  test('is to let the item confirm what a list told, before anything is denied for it', () => {
    const read = reading({ memberId: 'm1' }, ['memberId']);
    expect(read.next(member, NOTHING)).toMatchObject({ kind: 'read', attributes: ['memberId', 'text'], denied: [] });
    read.add(['memberId', 'text'], { ...key, memberId: 'm2', text: 'text' });
    expect(read.next(member, NOTHING)).toEqual({ kind: 'done', found: null, denied: [] });
  });

  test('takes a row of the table’s own as read', () => {
    const read = reading();
    read.addRow(['memberId', 'text'], { ...key, memberId: 'm1', text: 'text' });
    expect(read.known).toEqual({ ...params, memberId: 'm1' });
    expect(read.next(member, NOTHING)).toMatchObject({ kind: 'done', found: { item: { text: 'text' } } });
  });
});
