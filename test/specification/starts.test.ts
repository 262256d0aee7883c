import * as fc from 'fast-check';
import { SchemaRuleError } from '../../src/model/checks/compileModel';
import { ROLES } from '../access/principals';
import { serve } from '../projection/apiUnderTest';
import { Dice } from '../projection/Dice';
import { FACTS, randomApi, type ApiSpec, type FieldSpec, type GrantSpec, type TypeSpec } from '../projection/randomApi';
import { runs } from '../support/runs';
import { faultsOf } from './mustNotStart';
import { specified } from './specified';

/** By which words the code tells of each kind. */
const TOLD: Readonly<Record<string, RegExp>> = {
  rule: /expected an @auth rule on the type|a rule with roles on a stored type|to name at least one role|to let in one of its roles/,
  key: /expected keys that no other type has/,
  condition: /means nothing for|needs the fact/,
  fact: /from its key alone|from the item or from the one above it|each fact once|a rule that looks at the fact|a type that leads to it/,
  absence: /expected absent(When|For)/,
  existence: /expected existsWhenOwned/,
  path: /lie beside each other|of a key|which .* shows already|expected one attribute, found the path|whole; expected the members/,
  text: /to be one text/,
  null: /expected a nullable type/,
  list: /a rule inside a list/,
  wider: /lets in more people/,
};

type Change = (dice: Dice, type: TypeSpec) => Partial<TypeSpec>;

function grant(dice: Dice): GrantSpec {
  return { role: dice.pick(ROLES), condition: dice.pick(['always', 'own', 'visit']) };
}

/** One of the fields that this change concerns. */
function withField(
  dice: Dice,
  { fields }: TypeSpec,
  change: (field: FieldSpec) => Partial<FieldSpec>,
  isConcerned: (field: FieldSpec) => boolean = () => true,
): Partial<TypeSpec> {
  const concerned = fields.filter(isConcerned);
  if (concerned.length === 0) return {};
  const changed = dice.pick(concerned);
  return { fields: fields.map((field) => (field === changed ? { ...field, ...change(field) } : field)) };
}

function added(dice: Dice, { fields }: TypeSpec, made: FieldSpec['made'], takes: string): Partial<TypeSpec> {
  const rule = dice.chance(50) ? null : [grant(dice)];
  const field = {
    name: `added${String(fields.length)}`,
    rule,
    made,
    takes: [takes],
    map: null,
    isWhole: false,
    leadsTo: null,
  };
  return { fields: [...fields, field] };
}

const attributeOf = (dice: Dice, { fields }: TypeSpec) =>
  dice.pick(['fresh', 'pk', 'sk', ...FACTS, ...fields.flatMap(({ takes }) => takes)]);

/** What an author could write, right or wrong. */
const CHANGES: readonly Change[] = [
  (dice, { facts }) => ({ facts: [...facts, dice.pick([...FACTS, 'goneAt', 'pk', 'thingId'])] }),
  (_, { facts }) => ({ facts: facts.slice(1) }),
  (dice, { inherits }) => ({ inherits: [...inherits, dice.pick([...FACTS, 'goneAt', 'thingId'])] }),
  (_, { inherits }) => ({ inherits: inherits.slice(1) }),
  (dice, { rule }) => ({ rule: [...rule, grant(dice)] }),
  () => ({ rule: [] }),
  (dice) => ({ mfa: true, rule: [grant(dice)] }),
  (dice, { facts }) => ({
    absentWhen: { fact: dice.pick(['goneAt', ...facts]), roles: [dice.pick(ROLES)] },
    facts: dice.chance(50) ? [...facts, 'goneAt'] : facts,
  }),
  () => ({ existsWhenOwned: true }),
  (dice, { keyNames: [name = ''] }) => ({ pk: `${dice.pick(['PLACE', 'MEMBER', 'LOOSE', 'OWN'])}#{${name}}` }),
  (dice, { keyNames: [, name], sk }) =>
    name === undefined
      ? { sk: dice.pick(['PLACE', 'PROFILE', 'THING', 'LOOSE']) }
      : { sk: dice.pick([sk, sk.replace('PART', 'THING')]) },
  (dice, type) => withField(dice, type, () => ({ rule: [grant(dice), grant(dice)] })),
  (dice, type) => withField(dice, type, ({ rule }) => ({ rule, ...(rule && { mfa: true }) })),
  (dice, type) =>
    withField(
      dice,
      type,
      () => ({ isNonNull: true }),
      ({ leadsTo }) => leadsTo === null,
    ),
  (dice, type) =>
    withField(
      dice,
      type,
      () => ({ isNumber: true }),
      ({ name }) => FACTS.includes(name),
    ),
  (dice, type) =>
    withField(
      dice,
      type,
      () => ({ isWhole: true }),
      ({ map }) => map !== null,
    ),
  (dice, type) => added(dice, type, 'attribute', attributeOf(dice, type)),
  (dice, type) => added(dice, type, 'needs', attributeOf(dice, type)),
  (dice, type) => added(dice, type, 'needs', `${attributeOf(dice, type)}.${dice.pick(['inner', 'thing1m0'])}`),
];

function changed(dice: Dice, { types, maps }: ApiSpec, change: Change): ApiSpec {
  const chosen = dice.pick(types);
  return { maps, types: types.map((type) => (type === chosen ? { ...type, ...change(dice, type) } : type)) };
}

function problemsOf(spec: ApiSpec): readonly string[] {
  try {
    serve(spec);
    return [];
  } catch (cause) {
    if (cause instanceof SchemaRuleError) return cause.problems;
    throw cause;
  }
}

function compare(spec: ApiSpec): void {
  const faults = faultsOf(specified(spec));
  const problems = problemsOf(spec);
  const told = Object.keys(TOLD).filter((kind) => problems.some((each) => TOLD[kind]!.test(each)));
  const silent = faults.filter((kind) => !told.includes(kind));
  // A rule is compared by its words: one that in truth lets in no more people may be refused all the same.
  const wrong = told.filter((kind) => !faults.includes(kind) && kind !== 'wider' && kind !== 'null');
  const strange = problems.filter((each) => !Object.values(TOLD).some((words) => words.test(each)));
  if (silent.length + wrong.length + strange.length > 0)
    throw new Error(JSON.stringify({ silent, wrong, strange, problems, spec }));
}

test('what must not start does not, for the reasons that the specification gives; everything else does', () => {
  const property = fc.property(Dice.arbitrary, (dice) => {
    const spec = randomApi(dice);
    for (const change of CHANGES) {
      const once = changed(dice, spec, change);
      compare(once);
      compare(changed(dice, once, dice.pick(CHANGES)));
    }
  });
  fc.assert(property, { numRuns: Number(process.env.RUNS ?? runs({ test: 3, soak: 150 })), endOnFailure: true });
});
