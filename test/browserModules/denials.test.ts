import { denialsOf } from '../../src/browser/denials';

const field = (path: string, decision: 'allow' | 'deny' | 'mixed', more: object = {}) => ({
  path,
  field: `Type.${path}`,
  decision,
  rule: 'a rule',
  ...(decision !== 'allow' && { requires: `what ${path} takes` }),
  ...more,
});

test('where there is an explanation, every place of a denied field is known, also in lists', () => {
  const fields = [
    field('list[]', 'allow', { fields: [field('list[].secret', 'mixed'), field('list[].below[]', 'deny')] }),
  ];
  const denials = denialsOf({ extensions: { explain: { roles: [], calls: [], fields } } });
  expect(denials.at('list[3].secret', 'list[].secret')).toBe('what list[].secret takes');
  expect(denials.at('list[3].below', 'list[].below')).toBe('what list[].below[] takes');
  expect(denials.at('list[3].open', 'list[].open')).toBeNull();
  expect(denials.all.map(({ coordinate }) => coordinate)).toEqual(['Type.list[].secret', 'Type.list[].below[]']);
});

test('where there is none, the errors name a place of each denied field', () => {
  const denied = { coordinate: 'Type.secret', requires: 'to be its owner' };
  const denials = denialsOf({
    errors: [
      { message: 'no', path: ['list', 0, 'secret'], extensions: denied },
      { message: 'of another kind', path: ['list'], extensions: { code: 'TRY_AGAIN' } },
    ],
  });
  expect(denials.at('list[0].secret', 'list[].secret')).toBe('to be its owner');
  expect(denials.at('list', 'list')).toBeNull();
  expect(denials.all).toEqual([denied]);
});
