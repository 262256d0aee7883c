import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** One place in the schema that people read about. */
export interface Described {
  /** `Type`, `Type.field`, `Type.field(argument:)`, `ENUM.VALUE`, `@directive`. */
  readonly coordinate: string;
  readonly name: string;
  readonly description: string;
}

interface Named {
  readonly name: string;
  readonly description?: string | null | undefined;
}

/** Every place of a schema that is its own: what GraphQL itself defines is left out. */
export function describedPlaces(schema: GraphQLSchema): Described[] {
  const types = Object.values(schema.getTypeMap()).filter(isOwn);
  const directives = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
  return [
    { coordinate: 'schema', name: 'schema', description: schema.description ?? '' },
    ...types.flatMap((type) => [place(type.name, type), ...members(type)]),
    ...directives.flatMap((directive) => [
      place(`@${directive.name}`, directive),
      ...args(`@${directive.name}`, directive),
    ]),
  ];
}

function isOwn(type: GraphQLNamedType): boolean {
  return !isIntrospectionType(type) && !isSpecifiedScalarType(type);
}

function members(type: GraphQLNamedType): Described[] {
  const within = (member: Named) => place(`${type.name}.${member.name}`, member);
  if (isEnumType(type)) return type.getValues().map(within);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(within);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    within(field),
    ...args(`${type.name}.${field.name}`, field),
  ]);
}

function args(coordinate: string, owner: { readonly args: readonly Named[] }): Described[] {
  return owner.args.map((argument) => place(`${coordinate}(${argument.name}:)`, argument));
}

function place(coordinate: string, { name, description }: Named): Described {
  return { coordinate, name, description: description ?? '' };
}

/** What is said beside the sentence that is made from the rule. */
export function ownWords(description: string): string {
  return description.replace(/(^|\n\n)Visible to: [^\n]*$/, '').trim();
}

const FEWEST_WORDS = 4;
/** Sounds that are not written: an hour; a user, a one, a euro. */
const ARTICLE_BEFORE_VOWEL = /\ba (?!(?:uni|use|usu|one|once|eu|UUID|URI|URL|UTC))[aeiou]/i;
const ARTICLE_BEFORE_CONSONANT = /\ban (?!(?:hour|hono|heir|HTTP|HTML|SMS|RFC|S3|MFA|X))[^aeiou\s]/i;

/** What is wrong with the description of a place, in words; nothing where all is well. */
export function descriptionProblems({ coordinate, name, description }: Described): string[] {
  const words = ownWords(description);
  if (words === '') return [`${coordinate}: expected a description`];
  const plain = words.replaceAll('`', '');
  return [
    ...(/^[A-Z`"]/.test(words) ? [] : ['expected a sentence that begins with a capital letter']),
    ...(words.endsWith('.') ? [] : ['expected a sentence that ends with a full stop']),
    ...(plain.split(/\s+/).length >= FEWEST_WORDS ? [] : [`expected at least ${String(FEWEST_WORDS)} words`]),
    ...(saysMoreThan(name, plain) ? [] : ['expected more than the name in words']),
    ...(ARTICLE_BEFORE_VOWEL.test(plain) || ARTICLE_BEFORE_CONSONANT.test(plain)
      ? ['expected "a" or "an" as it is spoken']
      : []),
  ].map((problem) => `${coordinate}: ${problem}, got "${words}"`);
}

const FILLERS = new Set(['a', 'an', 'the', 'of', 'this', 'that', 'is', 'its', 'it']);

/** "The shop’s visit token." says nothing about `Shop.visitToken`. */
function saysMoreThan(name: string, plain: string): boolean {
  const wordsOfName = new Set(
    name
      .replaceAll(/[a-z](?=[A-Z])/g, '$& ')
      .toLowerCase()
      .split(/[\s_]+/),
  );
  const words = plain.toLowerCase().match(/[a-z]+/g) ?? [];
  return words.filter((word) => !FILLERS.has(word) && !wordsOfName.has(word)).length >= 2;
}

/** Own scalars whose form is not specified anywhere that people can read. */
export function unspecifiedScalars(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter(isScalarType)
    .filter((type) => !isSpecifiedScalarType(type) && !isWebAddress(type.specifiedByURL ?? ''))
    .map(({ name }) => `${name}: expected @specifiedBy with the address of its specification`);
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && text.startsWith('https://');
}

const USER_ERRORS = /User errors: ([^.]*)\./g;

/** Which user errors a mutation says that it gives; `null` where it does not say, or says it twice. */
export function toldUserErrors(description: string): readonly string[] | null {
  const [told, ...more] = [...description.matchAll(USER_ERRORS)];
  if (!told || more.length > 0) return null;
  return told[1] === 'none' ? [] : (told[1] ?? '').split(', ').map((code) => code.replaceAll('`', ''));
}

/** Mutations whose payload has user errors. */
export function mutationsWithUserErrors(schema: GraphQLSchema): { name: string; description: string }[] {
  return Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter(({ type }) => 'userErrors' in (getNamedType(type) as GraphQLObjectType).getFields())
    .map(({ name, description }) => ({ name, description: description ?? '' }));
}

/** The names in a description, which stand between backticks: `field`, `Type.field`, `VALUE`. */
export function namesIn(description: string): string[] {
  return [...description.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) =>
    /^\w+(\.\w+)?$/.test(name) ? name.split('.') : [],
  );
}

/** Every name that a schema has. */
export function namesOf(schema: GraphQLSchema): Set<string> {
  return new Set([...describedPlaces(schema).map(({ name }) => name), ...Object.keys(schema.getTypeMap())]);
}
