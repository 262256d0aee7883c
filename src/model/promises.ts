import { getNamedType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { conditionsOf } from '../access/conditions';
import type { Grant, Rule } from '../access/Rule';
import { ON_OWN } from './annotations';
import type { Model } from './Model';

type Ruled = Omit<Model, 'promises'>;

/**
 * What may be promised of each root field, by coordinate. The rule on it says who may ask at all; whether something is then written or
 * answered is bound by the rules of the inputs that it takes, of the item that it answers, and by what its note says. No more is promised than all of these allow.
 */
export function promisesOf(schema: GraphQLSchema, ruled: Ruled): ReadonlyMap<string, Rule> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return new Map(roots.flatMap((root) => (root ? ofRoot(root, ruled) : [])));
}

function ofRoot(root: GraphQLObjectType, ruled: Ruled): [coordinate: string, rule: Rule][] {
  const fields = ruled.types.get(root.name)?.fields;
  return Object.values(root.getFields()).flatMap((field): [string, Rule][] => {
    const model = fields?.get(field.name);
    if (!model?.ownRule) return [];
    const answered = ruled.types.get(getNamedType(field.type).name)?.rule ?? null;
    const bound = [...inputsOf(field, ruled), answered, field.extensions[ON_OWN] === true ? ownOf(ruled) : null];
    return [[model.coordinate, bound.reduce<Rule>((rule, by) => (by ? narrowed(rule, by) : rule), model.ownRule)]];
  });
}

function ownOf({ access }: Ruled): Rule {
  const { own } = conditionsOf(access);
  return {
    grants: access.roles.filter(({ owns }) => owns !== null).map(({ name }) => ({ role: name, condition: own })),
  };
}

/** Also those that may be left out: it is the same act then, on the same item. */
function inputsOf(field: GraphQLField<unknown, unknown>, { inputs }: Ruled): (Rule | null)[] {
  return field.args.map(({ type }) => inputs.get(getNamedType(type).name)?.rule ?? null);
}

/** Role by role: nothing where one of the two grants nothing, and the narrower condition where both grant something. */
function narrowed(rule: Rule, by: Rule): Rule {
  const needsSecondFactor = rule.needsSecondFactor === true || by.needsSecondFactor === true;
  const grants = rule.grants.flatMap((grant) => narrowedGrant(grant, by));
  return { grants: [...new Set(grants)], ...(needsSecondFactor && { needsSecondFactor }) };
}

function narrowedGrant(grant: Grant, by: Rule): readonly Grant[] {
  const theirs = by.grants.filter(({ role }) => role === grant.role);
  const isWider = theirs.some(({ condition }) => condition.name === 'always');
  return theirs.length > 0 && (isWider || grant.condition.name !== 'always') ? [grant] : theirs;
}
