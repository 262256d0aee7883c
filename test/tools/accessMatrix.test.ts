import { compileModel } from '../../src/model/checks/compileModel';
import { accessMatrix } from '../../tools/accessMatrix';
import { access } from '../access/principals';
import { annotated, attribute, embedded, needs, stored, value, type Notes } from '../model/annotated';

const SDL = `
  type Query { thing: Thing @auth(always: [PASSER, MEMBER, KEEPER]) }
  type Thing @auth(visit: [PASSER], own: [MEMBER, KEEPER]) {
    name: String
    cost: Int @auth(own: [KEEPER], mfa: true)
    place: Spot
    page: Page
  }
  type Spot @auth(asParent: true) { street: String note: String @auth(own: [KEEPER]) }
  type Page @auth(asParent: true) { end: String }
`;
const NOTES: Notes = {
  Thing: stored({ facts: ['memberId'] }),
  'Thing.name': attribute('title'),
  'Thing.cost': attribute(),
  'Thing.place': attribute(),
  'Thing.page': needs('count'),
  Spot: embedded,
  'Spot.street': attribute(),
  'Spot.note': attribute(),
  Page: value(),
};
const matrixOf = (sdl: string) => accessMatrix(compileModel(annotated(sdl, NOTES), access));

test('one row a field, one column a role, cells as the rules say, attributes as they are read', () => {
  const [, ...sections] = matrixOf(SDL).split('\n## ');
  expect(sections.map((section) => section.trim())).toEqual([
    [
      'Thing',
      '',
      '| field | PASSER | MEMBER | KEEPER | CHIEF | second factor | attributes |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| *(the type)* | visit | own | own | | | |',
      '| `cost` | | | own | | yes | `cost` |',
      '| `name` | visit | own | own | | | `title` |',
      '| `page` | visit | own | own | | | `count` |',
      '| `place` | visit | own | own | | | `place.*` |',
    ].join('\n'),
    expect.stringContaining('| `note` | | | own | | | `note` |'),
    expect.stringContaining('| `end` | as parent | as parent | as parent | as parent | | |'),
    [
      'Query',
      '',
      '| field | PASSER | MEMBER | KEEPER | CHIEF | second factor | attributes |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      // What it answers is bound by the type's line.
      '| `thing` | visit | own | own | | | |',
    ].join('\n'),
  ]);
});

test('every change of a rule shows', () => {
  const changes = [
    SDL.replace('cost: Int @auth(own: [KEEPER], ', 'cost: Int @auth(own: [KEEPER, MEMBER], '),
    SDL.replace('cost: Int @auth(own: [KEEPER], mfa: true)', 'cost: Int @auth(own: [KEEPER])'),
    SDL.replace('cost: Int @auth(own: [KEEPER], mfa: true)', 'cost: Int'),
    SDL.replace('note: String @auth(own: [KEEPER])', 'note: String @auth(visit: [KEEPER])'),
    SDL.replace('visit: [PASSER]', 'always: [PASSER]'),
    SDL.replace('thing: Thing @auth(always: [PASSER, MEMBER, KEEPER])', 'thing: Thing @auth(always: [PASSER, MEMBER])'),
  ];
  expect(new Set([SDL, ...changes].map(matrixOf)).size).toBe(changes.length + 1);
});

test('the order of declarations does not', () => {
  const turned = SDL.replace('    name: String\n', '').replace(
    '    page: Page\n',
    '    page: Page\n    name: String\n',
  );
  expect(turned).not.toBe(SDL);
  expect(matrixOf(turned)).toBe(matrixOf(SDL));
});
