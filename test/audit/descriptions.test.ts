import { buildSchema, type GraphQLSchema } from 'graphql';
import { UserErrorCode } from '../../schema/UserError';
import { buildApi } from '../../src/compose/api';
import { documentedSchema } from '../../src/compose/documentedSchema';
import { ROLES } from './accessTable';
import {
  describedPlaces,
  descriptionProblems,
  mutationsWithUserErrors,
  namesIn,
  namesOf,
  ownWords,
  toldUserErrors,
  unspecifiedScalars,
} from './auditDescriptions';

const api = buildApi();
const schema = documentedSchema(api);

const problemsOf = (each: GraphQLSchema): string[] => describedPlaces(each).flatMap(descriptionProblems);

describe('every place of the schema', () => {
  it('is described, in a sentence that says more than its name and its rule', () => {
    expect(describedPlaces(schema).length).toBeGreaterThan(500);
    expect(problemsOf(schema)).toEqual([]);
  });

  it('scalars say where their form is specified', () => {
    expect(unspecifiedScalars(schema)).toEqual([]);
  });

  it.each(ROLES)('all of this is told to %s, who asks the API', (role) => {
    expect(problemsOf(api.visible.of([role]))).toEqual([]);
    expect(unspecifiedScalars(api.visible.of([role]))).toEqual([]);
  });
});

describe('user errors', () => {
  const mutations = mutationsWithUserErrors(schema);

  it('each mutation that has some says which', () => {
    expect(mutations.length).toBeGreaterThan(20);
    expect(mutations.filter(({ description }) => toldUserErrors(description) === null)).toEqual([]);
  });

  it('what the mutations say is all codes, and no others', () => {
    const told = mutations.flatMap(({ description }) => toldUserErrors(description) ?? []);
    expect([...new Set(told)].sort()).toEqual(Object.values(UserErrorCode).sort());
  });
});

describe('names in descriptions', () => {
  /** What is no name of the schema: codes of errors, and members of JSON. */
  const OTHER_NAMES = [
    ...[
      'BAD_USER_INPUT',
      'UNAUTHENTICATED',
      'FORBIDDEN',
      'NOT_FOUND',
      'RATE_LIMITED',
      'CONFLICT',
      'IDEMPOTENCY_MISMATCH',
    ],
    ...['errors', 'faulty', 'orders', 'Authorization', 'Type', 'Input', 'field'],
  ];
  /** What comes after signing in is told to whoever signs in. */
  const TOLD_TO_GUESTS = ['claimGuestOrders'];

  const placesThatName = (each: GraphQLSchema, isWrong: (name: string) => boolean): string[] =>
    describedPlaces(each).flatMap(({ coordinate, description }) =>
      namesIn(ownWords(description))
        .filter(isWrong)
        .map((name) => `${coordinate} names ${name}`),
    );

  it('are there', () => {
    const known = new Set([...namesOf(schema), ...OTHER_NAMES]);
    expect(placesThatName(schema, (name) => !known.has(name))).toEqual([]);
  });

  it.each(ROLES)('tell %s of nothing that only others may know of', (role) => {
    // Whoever is signed in knows what everybody may know who is not.
    const known = new Set([...namesOf(api.visible.of([role])), ...namesOf(api.visible.of(['GUEST']))]);
    const all = namesOf(schema);
    const isSecret = (name: string) => all.has(name) && !known.has(name) && !TOLD_TO_GUESTS.includes(name);
    expect(placesThatName(api.visible.of([role]), isSecret)).toEqual([]);
  });
});

const SOUND = `
  """What this schema is for."""
  schema { query: Query }
  """What can be read by everybody."""
  type Query {
    """
    The thing with this name; null if there is none.

    Visible to: GUEST.
    """
    thing("The name of the thing that is wanted." name: String): Thing
  }
  """Something that an owner has made."""
  type Thing {
    """How many days it will last."""
    lifetime: Days
    """The colour that people see first."""
    colour: Colour
  }
  """A number of days, written as text."""
  scalar Days @specifiedBy(url: "https://example.com/days")
  """The colours that a thing may have."""
  enum Colour {
    """The colour of the sky."""
    BLUE
  }
  """The thing that is to be made."""
  input ThingInput {
    """How many days it should last."""
    lifetime: Days
  }
  """Says who may see something."""
  directive @seen("The roles that may see it." by: String) on OBJECT
`;

describe('the audit finds what is planted', () => {
  const found = (text: string): string =>
    [...problemsOf(buildSchema(text)), ...unspecifiedScalars(buildSchema(text))].join('\n');

  it('nothing in a sound schema', () => {
    expect(found(SOUND)).toBe('');
  });

  it.each([
    ['the schema', '"""What this schema is for."""', 'schema: expected a description'],
    ['a type', '"""Something that an owner has made."""', 'Thing: expected a description'],
    ['a field', '"""How many days it will last."""', 'Thing.lifetime: expected a description'],
    ['a field that tells its rule alone', 'The thing with this name; null if there is none.', 'Query.thing: expected'],
    ['an argument', '"The name of the thing that is wanted."', 'Query.thing(name:): expected a description'],
    ['an input', '"""The thing that is to be made."""', 'ThingInput: expected a description'],
    ['a field of an input', '"""How many days it should last."""', 'ThingInput.lifetime: expected a description'],
    ['an enum', '"""The colours that a thing may have."""', 'Colour: expected a description'],
    ['a value of an enum', '"""The colour of the sky."""', 'Colour.BLUE: expected a description'],
    ['a scalar', '"""A number of days, written as text."""', 'Days: expected a description'],
    ['a directive', '"""Says who may see something."""', '@seen: expected a description'],
    ['an argument of a directive', '"The roles that may see it."', '@seen(by:): expected a description'],
  ])('%s without a description', (_place, description, finding) => {
    expect(SOUND).toContain(description);
    expect(found(SOUND.replace(description, ''))).toContain(finding);
  });

  it.each([
    ['a small letter', 'how many days it will last.', 'capital letter'],
    ['no full stop', 'How many days it will last', 'full stop'],
    ['too few words', 'Days it lasts.', 'at least 4 words'],
    ['the name in words', 'The lifetime of this.', 'more than the name'],
    ['a wrong article', 'How long a object of it will last.', '"a" or "an"'],
    ['the other wrong article', 'How long an day of it will last.', '"a" or "an"'],
  ])('%s', (_mistake, description, finding) => {
    expect(found(SOUND.replace('How many days it will last.', description))).toContain(finding);
  });

  it('a scalar without a specification', () => {
    expect(found(SOUND.replace('@specifiedBy(url: "https://example.com/days")', ''))).toContain(
      'Days: expected @specifiedBy',
    );
  });
});
