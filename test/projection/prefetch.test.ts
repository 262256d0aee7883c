import { getOperationAST, parse } from 'graphql';
import { compileModel } from '../../src/model/checks/compileModel';
import { typeNamed } from '../../src/model/Model';
import { sameItemPrefetch } from '../../src/projection/prefetch';
import { planOf } from '../../src/projection/plan';
import { project } from '../../src/projection/project';
import { askedOperation, rootSelection } from '../../src/projection/selection';
import { access, principal } from '../access/principals';
import { annotated, attribute, needs, stored, value } from '../model/annotated';

const ALL = '@auth(always: [PASSER, MEMBER, KEEPER, CHIEF])';
const schema = annotated(
  `
  type Query { place: Place ${ALL} letter: Letter ${ALL} house: House ${ALL} }
  type Place ${ALL} {
    name: String
    motto: String
    twin: Place
    letters: Letters
    keeper: Member
    house: House
    hidden: Letter @auth(always: [CHIEF])
  }
  type Letters @auth(asParent: true) { nodes: [Letter] count: Int }
  type Letter ${ALL} { text: String place: Place writer: Member answer: Letter secret: Letter @auth(own: [KEEPER]) }
  type Member ${ALL} { name: String place: Place }
  type House ${ALL} { name: String place: Place house: House }
`,
  {
    Place: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PLACE' } }),
    'Place.name': attribute(),
    'Place.motto': attribute(),
    'Place.twin': needs(),
    'Place.letters': needs(),
    'Place.keeper': needs(),
    'Place.house': needs(),
    'Place.hidden': needs(),
    Letters: value(),
    Letter: stored({ key: { pk: 'PLACE#{placeId}', sk: 'LETTER#{letterId}' } }),
    'Letter.text': attribute(),
    'Letter.place': needs(),
    'Letter.writer': needs(),
    'Letter.answer': needs(),
    'Letter.secret': needs(),
    Member: stored({ key: { pk: 'MEMBER#{memberId}', sk: 'MEMBER' } }),
    'Member.name': attribute(),
    'Member.place': needs(),
    House: stored({ key: { pk: 'HOUSE', sk: 'HOUSE' } }),
    'House.name': attribute(),
    'House.place': needs(),
    'House.house': needs(),
  },
);
const model = compileModel(schema, access);

/** What is selected ahead of the item that the only root field is: the names of its fields, for each place. */
function prefetches(typeName: string, query: string): string[][] {
  const document = parse(query);
  const root = rootSelection(schema, askedOperation(document, getOperationAST(document)!, {}));
  const [field] = [...root.on('Query').values()];
  const found = sameItemPrefetch(model, typeNamed(model, typeName), field!.below);
  return found.map(({ selection }) => [...selection.on(typeName).values()].map(({ name }) => name));
}

describe('what is selected further down of the item that is about to be read', () => {
  test.each<[string, string, string[][]]>([
    ['itself', '{ place { name twin { motto } } }', [['motto']]],
    ['under its list, through a value', '{ place { name letters { nodes { text place { motto } } } } }', [['motto']]],
    [
      'under several of its parts, each by itself',
      '{ place { a: letters { nodes { place { name } } } b: letters { count nodes { answer { place { motto } } } } } }',
      [['name'], ['motto']],
    ],
    [
      'not further than the first place, which finds its own',
      '{ place { letters { nodes { place { name letters { nodes { place { motto } } } } } } } }',
      [['name', 'letters']],
    ],
    ['not under what has another key', '{ place { keeper { name place { motto } } } }', []],
    ['not under a part of that', '{ place { letters { nodes { writer { place { motto } } } } } }', []],
    ['nothing where nothing leads back', '{ place { name letters { nodes { text } } } }', []],
  ])('%s', (_, query, found) => {
    expect(prefetches('Place', query)).toEqual(found);
  });

  test('is not known of a key of several values, which another item may share in part', () => {
    expect(prefetches('Letter', '{ letter { answer { text } } }')).toEqual([]);
  });

  test('is not looked for where the key has no value', () => {
    expect(prefetches('House', '{ house { house { name } place { house { name } } } }')).toEqual([]);
  });
});

describe('what is read ahead', () => {
  const read = (below: string, roles: readonly string[]) => {
    const document = parse(`{ place { ${below} } }`);
    const root = rootSelection(schema, askedOperation(document, getOperationAST(document)!, {}));
    const place = typeNamed(model, 'Place');
    const { below: selection } = [...root.on('Query').values()][0]!;
    const plan = planOf(model, place, [selection], sameItemPrefetch(model, place, selection));
    return project(plan, principal(roles, { tenants: ['p1'] }), { placeId: 'p1' }).attributes;
  };

  test.each<[string, string, readonly string[], readonly string[]]>([
    ['by a way that everybody may go', 'motto letters { nodes { place { name } } }', ['MEMBER'], ['motto', 'name']],
    ['not where nothing else is read', 'letters { nodes { place { name } } }', ['MEMBER'], []],
    ['by a field of the item that is allowed', 'motto hidden { place { name } }', ['CHIEF'], ['motto', 'name']],
    ['not by one that is denied', 'motto hidden { place { name } }', ['MEMBER'], ['motto']],
    ['by a field further on that is allowed', 'motto letters { nodes { secret { place { name } } } }', ['KEEPER'], ['motto', 'name']], // prettier-ignore
    ['not by one that roles deny', 'motto letters { nodes { secret { place { name } } } }', ['MEMBER'], ['motto']], // prettier-ignore
  ])('%s', (_, below, roles, attributes) => {
    expect(read(below, roles)).toEqual(attributes);
  });
});
