import { getOperationAST, parse } from 'graphql';
import { asksForCursors, planOfExistence, planOfItem, planOfNodes, planOfRows } from '../../src/loading/plans';
import { compileModel } from '../../src/model/checks/compileModel';
import { typeNamed } from '../../src/model/Model';
import { askedOperation, rootSelection, type Selection } from '../../src/projection/selection';
import { access } from '../access/principals';
import { annotated, attribute, needs, stored, value } from '../model/annotated';

const ALL = '@auth(always: [MEMBER, KEEPER])';
const schema = annotated(
  `
  type Query { letters: Letters ${ALL} place: Place ${ALL} sums: Sums ${ALL} }
  type Place ${ALL} { name: String motto: String letters: Letters }
  type Letters @auth(asParent: true) { nodes: [Letter] edges: [Edge] pageInfo: PageInfo cursor: String }
  type Edge @auth(asParent: true) { node: Letter cursor: String startCursor: String }
  type PageInfo @auth(asParent: true) { hasNextPage: Boolean startCursor: String endCursor: String cursor: String }
  type Letter ${ALL} { text: String cursor: String endCursor: String place: Place }
  type Sums ${ALL} { total: Int }
`,
  {
    Place: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PLACE' } }),
    'Place.name': attribute(),
    'Place.motto': attribute(),
    'Place.letters': needs(),
    Letters: value(),
    Edge: value(),
    PageInfo: value(),
    Letter: stored({ key: { pk: 'PLACE#{placeId}', sk: 'LETTER#{letterId}' } }),
    'Letter.text': attribute(),
    'Letter.cursor': attribute(),
    'Letter.endCursor': attribute(),
    'Letter.place': needs(),
    Sums: value(),
    'Sums.total': { kind: 'from', needs: ['total', 'count'] },
  },
);
const model = compileModel(schema, access);

/** What is selected of the only root field. */
function below(query: string): Selection {
  const document = parse(query);
  const root = rootSelection(schema, askedOperation(document, getOperationAST(document)!, {}));
  return [...root.on('Query').values()][0]!.below;
}

const namesIn = (fields: readonly { readonly field: { readonly name: string } }[]) =>
  fields.map(({ field: { name } }) => name);

test.each<[string, boolean]>([
  ['edges { cursor }', true],
  ['edges { again: cursor node { text } }', true],
  ['nodes { text } pageInfo { startCursor }', true],
  ['pageInfo { hasNextPage endCursor }', true],
  ['edges { node { text } } pageInfo { hasNextPage }', false],
  ['nodes { cursor endCursor }', false],
  ['edges { startCursor node { cursor } }', false],
  ['cursor pageInfo { cursor }', false],
])('whether cursors are asked for: %s', (selected, isAsked) => {
  expect(asksForCursors(below(`{ letters { ${selected} } }`))).toBe(isAsked);
});

describe('what is asked', () => {
  test('of the nodes of a list is what either way to them selects, and the same plan each time', () => {
    const selection = below(
      '{ letters { nodes { text } edges { cursor node { endCursor } } pageInfo { startCursor } } }',
    );
    const plan = planOfNodes(model, 'Letter', selection);
    expect(namesIn(plan.fields)).toEqual(['text', 'endCursor']);
    expect(plan.prefetches).toEqual([]);
    expect(planOfNodes(model, 'Letter', selection)).toBe(plan);
  });

  test('of one item is what is selected of it, and what is prefetched', () => {
    const selection = below('{ place { name letters { nodes { place { motto } } } } }');
    const plan = planOfItem(model, typeNamed(model, 'Place'), selection);
    const prefetched = plan.prefetches.flatMap(({ fields }) => namesIn(fields));
    expect([namesIn(plan.fields), prefetched]).toEqual([['name', 'letters'], ['motto']]);
    expect(planOfItem(model, typeNamed(model, 'Place'), selection)).toBe(plan);
  });

  test('to know whether an item is there is nothing of it', () => {
    const plan = planOfExistence(model, typeNamed(model, 'Letter'));
    expect(plan).toMatchObject({ type: { name: 'Letter' }, fields: [], prefetches: [] });
    expect(planOfExistence(model, typeNamed(model, 'Letter'))).toBe(plan);
  });

  test('of rows that are added up is what their value takes', () => {
    const selection = below('{ sums { total } }');
    const plan = planOfRows(model, 'Sums', selection);
    expect(plan.fields.map(({ attributes }) => attributes)).toEqual([['total', 'count']]);
    expect(planOfRows(model, 'Sums', selection)).toBe(plan);
  });
});
