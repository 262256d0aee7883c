import { compileModel } from '../../src/model/checks/compileModel';
import { AskedAttributes, Entity, typeNamed } from '../../src/model/Model';
import { access } from '../access/principals';
import { annotated, attribute, needs, stored } from './annotated';

const SDL = `
  type Query { found: Found @auth(always: [MEMBER]) other: Other @auth(always: [MEMBER]) }
  interface Named @auth(asParent: true) { name: String }
  union Found = Thing
  union Any = Thing | Place
  union Places = Place
  type Thing implements Named @auth(always: [MEMBER]) { name: String any: Any places: Places }
  type Place @auth(always: [MEMBER]) { name: String }
  type Other @auth(always: [MEMBER]) { name: String }
`;
const model = compileModel(
  annotated(SDL, {
    Thing: stored({ key: { pk: 'THING#{thingId}', sk: 'THING' } }),
    'Thing.name': attribute(),
    'Thing.any': needs(),
    'Thing.places': needs(),
    Place: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PLACE' } }),
    'Place.name': attribute(),
    Other: stored({ key: { pk: 'OTHER#{otherId}', sk: 'OTHER' } }),
    'Other.name': attribute(),
  }),
  access,
);

test.each([
  ['Thing', ['Thing', 'Named', 'Found', 'Any']],
  ['Place', ['Place', 'Any', 'Places']],
  ['Other', ['Other']],
])('%s is selected by its name, and by those of its interfaces and unions', (name, names) => {
  expect([...typeNamed(model, name).selectableAs].sort()).toEqual(names.sort());
});

test('an item has the values of its key, and no others', () => {
  const item = new Entity(typeNamed(model, 'Thing'), { thingId: 't1' }, {}, {}, new AskedAttributes([]));
  expect(item.param('thingId')).toBe('t1');
  expect(() => item.param('placeId')).toThrow(new RangeError('Thing has no key value placeId'));
});
