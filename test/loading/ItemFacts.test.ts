import { ItemFacts } from '../../src/loading/ItemFacts';
import { compileModel } from '../../src/model/checks/compileModel';
import { typeNamed } from '../../src/model/Model';
import { access } from '../access/principals';
import { annotated, attribute, needs, stored, value } from '../model/annotated';

const schema = annotated(
  `
  type Query { place: Place @auth(always: [MEMBER]) }
  type Place @auth(own: [MEMBER]) { name: String letters: [Letter] }
  type Letter @auth(own: [PASSER, MEMBER, KEEPER]) { text: String }
  type Sums @auth(asParent: true) { total: Int }
  type Bare @auth(always: [KEEPER]) { text: String }
`,
  {
    Place: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PLACE' }, facts: ['memberId'] }),
    'Place.name': attribute(),
    'Place.letters': needs(),
    Letter: stored({
      key: { pk: 'PLACE#{placeId}', sk: 'LETTER#{letterId}' },
      facts: ['sessionId'],
      inherits: ['memberId'],
    }),
    'Letter.text': attribute(),
    Sums: value(),
    Bare: stored({ key: { pk: 'PLACE#{placeId}', sk: 'BARE' } }),
    'Bare.text': attribute(),
  },
);
const model = compileModel(schema, access);
const key = { placeId: 'p1', letterId: '1' };
const of = (typeName: string, ...known: Record<string, string | null>[]) =>
  new ItemFacts(typeNamed(model, typeName), ...([key, ...known] as [typeof key]));

describe('what is known of an item', () => {
  test('is its key, what it has from above, and what the list tells', () => {
    const above = { memberId: 'm1', sessionId: 'none of it', colour: 'red' };
    const told = { sessionId: 's1', memberId: 'none of it', placeId: 'another' };
    expect(of('Letter', above, told).known).toStrictEqual({ ...key, memberId: 'm1', sessionId: 's1' });
    expect(of('Letter', above).known).toStrictEqual({ ...key, memberId: 'm1' });
    expect(of('Letter').known).toStrictEqual(key);
  });

  test('is its key alone, where no fact is declared', () => {
    const facts = of('Bare', { memberId: 'm1' }, { sessionId: 's1' });
    expect(facts.known).toBe(key);
    facts.learn(['sessionId', 'text'], { sessionId: 's2', text: 'text' });
    expect(facts.known).toStrictEqual(key);
  });

  test('is the key alone of what is not stored', () => {
    const facts = of('Sums', { memberId: 'm1' }, { sessionId: 's1' });
    facts.learn(['memberId'], { memberId: 'm2' });
    facts.learnAbsence();
    expect(facts.known).toBe(key);
  });

  test('of a declared fact that was asked for is what the item has, and absent where it has none', () => {
    const facts = of('Letter', { memberId: 'm1' }, { sessionId: 's1' });
    facts.learn(['sessionId', 'text'], { sessionId: 's2', text: 'text', memberId: 'read for show' });
    expect(facts.known).toStrictEqual({ ...key, memberId: 'm1', sessionId: 's2' });
    facts.learn(['sessionId'], {});
    expect(facts.known).toStrictEqual({ ...key, memberId: 'm1', sessionId: null });
  });

  test('stays the same object until a fact of it was asked for', () => {
    const facts = of('Letter', { memberId: 'm1' });
    const { known } = facts;
    facts.learn(['text', 'memberId'], { text: 'text', memberId: 'm2', sessionId: 's2' });
    expect(facts.known).toBe(known);
    facts.learn(['sessionId'], { sessionId: 's2' });
    expect(facts.known).not.toBe(known);
  });

  test('of one that is not there is the absence of all that it could tell', () => {
    const facts = of('Letter', { memberId: 'm1' }, { sessionId: 's1' });
    facts.learnAbsence();
    expect(facts.known).toStrictEqual({ ...key, memberId: 'm1', sessionId: null });
  });

  test('keeps an absence from above apart from what is not known of it', () => {
    expect(of('Letter', { memberId: null }).known).toStrictEqual({ ...key, memberId: null });
  });
});
