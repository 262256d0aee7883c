import {
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Rule } from '../../access/Rule';
import type { FieldModel, TypeModel } from '../Model';
import { fieldNamed, fieldNoteOf } from '../notes';
import type { Check, CheckedSchema } from './Check';

/**
 * Every condition must be answerable: its fact is in the key, declared, inherited, or attached by the resolver, in one of these ways only,
 * and of a type that can be compared with what a caller holds.
 */
export const factProblems: Check = (checked) =>
  [...checked.types.values()].flatMap((type) => [
    ...absenceProblems(type),
    ...(type.kind === 'embedded' ? [] : conditionProblems(type)),
    ...declarationProblems(checked, type),
    ...existenceProblem(type),
  ]);

interface Ruled {
  readonly coordinate: string;
  readonly rule: Rule;
}

/** The members of a map belong to whom its item belongs to: their rules look at the facts of the item. */
function ruledIn({ fields }: TypeModel): Ruled[] {
  return [...fields.values()].flatMap(({ coordinate, ownRule, embeds }) => [
    ...(ownRule ? [{ coordinate, rule: ownRule }] : []),
    ...(embeds ? ruledIn(embeds) : []),
  ]);
}

function ruledOf(type: TypeModel): Ruled[] {
  return [...(type.rule ? [{ coordinate: type.name, rule: type.rule }] : []), ...ruledIn(type)];
}

function conditionProblems(type: TypeModel): string[] {
  const known = new Set([...type.keyNames, ...(type.stored?.facts ?? []), ...type.fromAbove]);
  return ruledOf(type).flatMap(({ coordinate, rule }) =>
    rule.grants.flatMap(({ role, condition }) => {
      const fact = condition.factFor(role);
      if (condition.name !== 'always' && fact === null)
        return [`${coordinate}: "${condition.name}" means nothing for ${role}, which owns nothing`];
      return fact === null || known.has(fact)
        ? []
        : [`${coordinate}: the rule needs the fact "${fact}", which the type does not declare`];
    }),
  );
}

/** It is read from the item itself: a key has no attribute that comes and goes, and what is inherited is another's. */
function absenceProblems({ name, rule, stored, fields }: TypeModel): string[] {
  const { fact, roles = [] } = rule?.absentWhen ?? {};
  const isOwn = fact === undefined || stored?.facts.includes(fact) === true;
  const without = roles.filter((role) => rule?.grants.some((grant) => grant.role === role) !== true);
  return [
    ...(isOwn ? [] : [`${name}: expected absentWhen to name one of the facts of a stored type, found "${fact}"`]),
    ...without.map((role) => `${name}: expected absentFor to name roles that the rule lets in, found ${role}`),
    ...[...fields.values()]
      .filter(({ ownRule }) => ownRule?.absentWhen)
      .map(({ coordinate }) => `${coordinate}: expected absentWhen on a type, which is absent as a whole`),
  ];
}

/** What a fact is comes from one place: the key, or else the item, or else the item above it. */
function declarationProblems(checked: CheckedSchema, type: TypeModel): string[] {
  const { name, keyNames, stored } = type;
  const inherits = stored?.inherits ?? [];
  const facts = stored?.facts ?? type.fromAbove;
  return [
    ...[...facts, ...inherits]
      .filter((fact) => keyNames.includes(fact))
      .map(
        (fact) => `${name}: expected "${fact}" from its key alone, found it in facts or inherits; leave it out there`,
      ),
    ...facts
      .filter((fact) => inherits.includes(fact))
      .map(
        (fact) =>
          `${name}: expected "${fact}" from the item or from the one above it, found it in facts and in inherits; keep one of them`,
      ),
    ...[facts, inherits].flatMap((names) =>
      names
        .filter((fact, position) => names.indexOf(fact) !== position)
        .map((fact) => `${name}: expected each fact once, found "${fact}" twice`),
    ),
    ...[...new Set([...facts, ...inherits])].flatMap((fact) => useProblems(checked, type, fact)),
    ...comparisonProblems(checked, type),
  ];
}

/** A fact that is looked at nowhere is misspelt, or left over. */
function useProblems(checked: CheckedSchema, type: TypeModel, fact: string): string[] {
  const { types, access } = checked;
  const { name, stored } = type;
  const isInherited = stored?.inherits.includes(fact) === true;
  const others = [...types.values()].filter((other) => other !== type);
  const isUsed = factsLookedAt(type).has(fact) || others.some((other) => other.fromAbove.includes(fact));
  const compared = new Set([...access.roles.flatMap(({ owns }) => owns?.fact ?? []), access.visit.fact]);
  return [
    ...(isUsed
      ? []
      : [
          `${name}: expected a rule that looks at the fact "${fact}", found none; rules look at ${[...compared].join(', ')}, and absentWhen`,
        ]),
    ...(!isInherited || isHandedDown(checked, type, fact)
      ? []
      : [
          `${name}: expected a type that leads to it and has the inherited fact "${fact}" in its key or facts, found ${namesOf(aboveOf(checked, type))}`,
        ]),
  ];
}

/** From a type that has it of its own, if through others that inherit it; a root field reads what it likes. */
function isHandedDown(
  checked: CheckedSchema,
  type: TypeModel,
  fact: string,
  through: readonly TypeModel[] = [],
): boolean {
  const isSource = (each: TypeModel) => each !== type && hasOfItsOwn(each, fact);
  const below = [...through, type];
  return aboveOf(checked, type).some(
    (each) =>
      hasOfItsOwn(each, fact) ||
      (each.kind === 'root' && [...checked.types.values()].some(isSource)) ||
      (each.stored?.inherits.includes(fact) === true &&
        !below.includes(each) &&
        isHandedDown(checked, each, fact, below)),
  );
}

const namesOf = (types: readonly TypeModel[]) => types.map(({ name }) => name).join(', ') || 'none';

/** The types with a field that leads to it, also through values and maps. */
function aboveOf({ schema, types }: CheckedSchema, type: TypeModel): TypeModel[] {
  const above = new Set<TypeModel>();
  const open = [type];
  for (let each = open.pop(); each; each = open.pop()) {
    for (const other of types.values()) {
      if (other === type || above.has(other) || !leadsTo(schema, other, each)) continue;
      above.add(other);
      if (other.kind === 'value' || other.kind === 'embedded') open.push(other);
    }
  }
  return [...above];
}

function leadsTo(schema: GraphQLSchema, above: TypeModel, { selectableAs }: TypeModel): boolean {
  const type = schema.getType(above.name);
  return (
    isObjectType(type) &&
    Object.values(type.getFields()).some((field) => selectableAs.includes(getNamedType(field.type).name))
  );
}

function hasOfItsOwn({ keyNames, stored, kind, fromAbove }: TypeModel, fact: string): boolean {
  const attached = kind === 'value' && fromAbove.includes(fact);
  return attached || keyNames.includes(fact) || stored?.facts.includes(fact) === true;
}

function factsLookedAt(type: TypeModel): ReadonlySet<string> {
  const counted = ruledOf(type).flatMap(({ rule: { absentWhen } }) => (absentWhen ? [absentWhen.fact] : []));
  return new Set([...factsCompared(type), ...counted]);
}

/** With what a caller holds. */
function factsCompared(type: TypeModel): readonly string[] {
  const facts = ruledOf(type).flatMap(({ rule }) => rule.grants.map(({ role, condition }) => condition.factFor(role)));
  return facts.filter((fact) => fact !== null);
}

/** What a caller holds is text. Whether an attribute is there can be told of any. */
function comparisonProblems({ schema }: CheckedSchema, type: TypeModel): string[] {
  const compared = factsCompared(type);
  const isFact = ({ attributes: [attribute = ''] }: FieldModel) =>
    compared.includes(attribute) && type.stored?.facts.includes(attribute) === true;
  return [...type.fields.values()].filter(isFact).flatMap(({ name, coordinate, attributes: [attribute = ''] }) => {
    const field = fieldNamed(schema, type.name, name);
    if (fieldNoteOf(field)?.kind !== 'attribute' || isText(field.type)) return [];
    return [
      `${coordinate}: expected the fact "${attribute}" to be one text, found ${String(field.type)}, which no rule can compare`,
    ];
  });
}

const NO_TEXTS = ['Int', 'Float', 'Boolean'];

function isText(type: GraphQLOutputType): boolean {
  const nullable = isNonNullType(type) ? type.ofType : type;
  const named = getNamedType(nullable);
  return !isListType(nullable) && !isObjectType(named) && !NO_TEXTS.includes(named.name);
}

/** The key is all that proves that the item is its caller's: it must be nothing else than what somebody owns by. */
function existenceProblem({ name, keyNames, stored, existsFor }: TypeModel): string[] {
  if (stored?.existsWhenOwned !== true || existsFor !== null) return [];
  const found = keyNames.join(' and ') || 'no placeholder';
  return [
    `${name}: expected existsWhenOwned where the key is what a role owns by and nothing else, found ${found} in it and no rule by which anybody owns that`,
  ];
}
