import { compileModel } from '../../src/model/checks/compileModel';
import { CoordinateAccess } from '../../src/response/CoordinateAccess';
import { VisibleSchemas } from '../../src/response/visibleSchema';
import { access, principal } from '../access/principals';
import { annotated, attribute, stored } from '../model/annotated';

/*
 * Arguments with rules of their own, which the schema of this project has none of; test/audit has the rest.
 */

const SDL = `
  type Query { thing(id: ID, hint: Int @auth(always: [KEEPER])): Thing @auth(always: [MEMBER, KEEPER]) }
  type Mutation { change(id: ID, hint: Int @auth(always: [KEEPER], mfa: true)): Thing @auth(always: [PASSER, KEEPER]) }
  type Thing @auth(always: [PASSER, MEMBER, KEEPER]) {
    name: String
  }
`;

const schema = annotated(SDL, { Thing: stored({}), 'Thing.name': attribute() });
const model = compileModel(schema, access);
const coordinates = new CoordinateAccess(schema, model, new VisibleSchemas(schema, model));

const verdicts = (coordinate: string, role: string, hasSecondFactor = true) => {
  const { read, write } = coordinates.of(coordinate, principal([role], {}, hasSecondFactor));
  return [read.verdict, write.verdict];
};

it.each([
  ['Query.thing(hint:)', 'KEEPER', ['ALWAYS', 'NEVER']],
  ['Query.thing(hint:)', 'MEMBER', ['NEVER', 'NEVER']],
  ['Query.thing(id:)', 'MEMBER', ['ALWAYS', 'NEVER']],
  ['Query.thing(id:)', 'PASSER', ['NEVER', 'NEVER']],
  ['Mutation.change(hint:)', 'KEEPER', ['NEVER', 'ALWAYS']],
  ['Mutation.change(hint:)', 'PASSER', ['NEVER', 'NEVER']],
  ['Mutation.change(id:)', 'PASSER', ['NEVER', 'ALWAYS']],
])('%s, asked by %s: read %j', (coordinate, role, expected) => {
  expect(verdicts(coordinate, role)).toEqual(expected);
});

it('an argument may take a second factor that its field does not', () => {
  expect(verdicts('Mutation.change(hint:)', 'KEEPER', false)).toEqual(['NEVER', 'MFA']);
  expect(verdicts('Mutation.change(id:)', 'KEEPER', false)).toEqual(['NEVER', 'ALWAYS']);
});

it.each([
  'Query.thing(none:)',
  'Query.none(hint:)',
  'None.thing(hint:)',
  'Query.thing(hint)',
  'Query.thing(hint:).x',
  'Query(hint:)',
  'Query.thing(__proto__:)',
  'Query.__proto__(hint:)',
])('there is no %s', (coordinate) => {
  expect(verdicts(coordinate, 'KEEPER')).toEqual(['NEVER', 'NEVER']);
});
