import { Reference } from '../../src/loading/Reference';
import type { AccessPattern } from '../../src/model/AccessPattern';
import { toGlobalId } from '../../src/model/globalId';
import type { OnDenied } from '../../src/response/Context';
import type { Item } from '../../src/storage/requests';
import { smallApi } from '../loading/smallApi';
import { attribute, embedded, needs, stored, value } from '../model/annotated';
import { EXECUTORS, operate, prepared } from './operate';

/*
 * In every mode and by both executors a field is denied, or it is not: what is read ahead, and what an index says, decides nothing.
 */
const byMember: AccessPattern = {
  ...{ name: 'byMember', type: 'Letter', index: { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' } },
  ...{ partition: 'MEMBER#{memberId}', prefix: null, descending: false, filters: {} },
};
const api = smallApi(
  `type Query { place(id: ID!): Place @auth(always: [MEMBER, KEEPER]) letters(id: ID!): Letters @auth(always: [MEMBER]) }
  type Letters @auth(asParent: true) { nodes: [Letter] }
  type Place @auth(always: [MEMBER, KEEPER]) { name: String spot: Spot letter: Letter }
  type Spot @auth(asParent: true) { street: String note: String @auth(own: [KEEPER]) }
  type Letter @auth(always: [MEMBER, KEEPER]) { text: String seal: String @auth(own: [MEMBER]) place: Place }`,
  {
    Letters: value(),
    Place: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PLACE' } }),
    'Place.name': attribute(),
    'Place.spot': attribute(),
    'Place.letter': needs(),
    Spot: embedded,
    'Spot.street': attribute(),
    'Spot.note': attribute(),
    Letter: stored({ key: { pk: 'PLACE#{placeId}', sk: 'LETTER' }, facts: ['memberId'] }),
    'Letter.text': attribute(),
    'Letter.seal': attribute(),
    'Letter.place': needs('other'),
  },
  {
    'Query.place': (_, { id }) => Reference.toId(id, 'Place'),
    'Query.letters': (_, { id }) => Reference.toPage(byMember, { memberId: id }, {}),
    'Place.letter': ({ params }) => Reference.to('Letter', params),
    'Letter.place': ({ item }) => Reference.to('Place', { placeId: String(item.other) }),
  },
);

/** Of each mode by each executor: the data, or what it was refused for. */
async function ask(query: string, items: readonly Item[], roles: readonly string[], subject: string) {
  const caller = { roles, subject, email: null, signIn: null, hasSecondFactor: true, device: null };
  const source = { tenantsOf: () => Promise.resolve(new Set(['a'])), isCurrent: () => Promise.resolve(true) };
  const who = {
    caller: { ...caller, guestSession: null, visit: null },
    source,
    tenants: new Set(['a']),
    isVisitCurrent: true,
  };
  const answers: [string, unknown, unknown][] = [];
  for (const mode of ['error', 'mask', 'reject'] satisfies OnDenied[])
    for (const executor of Object.values(EXECUTORS)) {
      const { answer } = await operate(executor, prepared(api, query), items, who, mode);
      answers.push([mode, answer.data ?? null, answer.errors?.map(({ message }) => message) ?? []]);
    }
  return JSON.parse(JSON.stringify(answers)) as unknown;
}

const everywhere = (data: unknown) =>
  ['error', 'mask', 'reject'].flatMap((mode) => Object.keys(EXECUTORS).map(() => [mode, data, []]));

const place = (name: string) => ({ pk: `PLACE#${name}`, sk: 'PLACE', name, spot: { street: 'street', note: 'note' } });
const around = (selected: string) =>
  `{ place(id: "${toGlobalId('Place', 'b')}") { ${selected} letter { place { spot { street note } } } } }`;

test.each(['name', ''])(
  'a member of a map that is denied further down is denied where it is met: %s',
  async (selected) => {
    const named = selected && { name: 'b' };
    const none = await ask(around(selected), [place('b')], ['KEEPER'], 'k');
    expect(none).toEqual(everywhere({ place: { ...named, letter: null } }));
    const toOwn = { pk: 'PLACE#b', sk: 'LETTER', other: 'a' };
    const own = await ask(around(selected), [place('a'), place('b'), toOwn], ['KEEPER'], 'k');
    const spot = { street: 'street', note: 'note' };
    expect(own).toEqual(everywhere({ place: { ...named, letter: { place: { spot } } } }));
  },
);

test('whose an item is, it says itself, and not an index that lags', async () => {
  const letter = { pk: 'PLACE#a', sk: 'LETTER', text: 'text', seal: 'seal', memberId: 'm1' };
  const listed = { ...letter, gsi1pk: 'MEMBER#m2', gsi1sk: '1' };
  const found = await ask('{ letters(id: "m2") { nodes { text seal } } }', [listed], ['MEMBER'], 'm1');
  expect(found).toEqual(everywhere({ letters: { nodes: [{ text: 'text', seal: 'seal' }] } }));
});
