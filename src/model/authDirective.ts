import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLList,
  GraphQLNonNull,
  GraphQLSchema,
  GraphQLString,
  isEnumType,
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
} from 'graphql';
import { conditionsOf } from '../access/conditions';
import type { AccessConfiguration } from '../access/AccessConfiguration';
import type { Absence, Grant, Rule } from '../access/Rule';

export const AUTH_DIRECTIVE = 'auth';
const CONDITIONS = ['always', 'own', 'visit'] as const;

/** The schema with the `@auth` directive defined; its roles are the values of the schema's own `Role` enum. */
export function withAuthDirective(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, directives: [...config.directives, authDirective(schema)] });
}

function authDirective(schema: GraphQLSchema): GraphQLDirective {
  const role = schema.getType('Role');
  if (!isEnumType(role)) throw new TypeError('expected the schema to have an enum `Role`');
  const roles = { type: new GraphQLList(new GraphQLNonNull(role)) };
  return new GraphQLDirective({
    name: AUTH_DIRECTIVE,
    description:
      'The rule of this place: who may see it, or write it where it is an input. Whoever the rule does not name may not. ' +
      'Each list names roles for which one condition is enough.',
    args: {
      always: { ...roles, description: 'Roles that may, whatever the item is.' },
      own: { ...roles, description: 'Roles that may if the item is the caller’s own.' },
      visit: {
        ...roles,
        description: 'Roles that may with a current visit token of the place to which the item belongs.',
      },
      mfa: {
        type: GraphQLBoolean,
        description: 'If true, the caller must also have proved a second factor, where the deployment asks for one.',
      },
      absentWhen: {
        type: GraphQLString,
        description: 'The name of an attribute. An item that has it does not exist for the roles in `absentFor`.',
      },
      absentFor: { ...roles, description: 'Roles for which an item with the attribute `absentWhen` does not exist.' },
      asParent: {
        type: GraphQLBoolean,
        description: 'If true, everyone who may see the parent field may see this. It stands alone.',
      },
    },
    locations: [
      DirectiveLocation.OBJECT,
      DirectiveLocation.INTERFACE,
      DirectiveLocation.FIELD_DEFINITION,
      DirectiveLocation.ARGUMENT_DEFINITION,
      DirectiveLocation.INPUT_OBJECT,
      DirectiveLocation.INPUT_FIELD_DEFINITION,
    ],
  });
}

/** What one place in the SDL says: a rule, "as its parent", or nothing. */
export type Written =
  { readonly kind: 'rule'; readonly rule: Rule } | { readonly kind: 'asParent' } | { readonly kind: 'nothing' };

/** Takes down what is wrong with what was written. */
type Complain = (problem: string) => void;

/**
 * Reads `@auth` back from the SDL. Complains of what says nothing, or more than one thing, and gives back the rest: what else is wrong
 * with the schema is told beside it.
 */
export function readAuth(
  directives: readonly ConstDirectiveNode[],
  access: AccessConfiguration,
  complain: Complain,
): Written {
  const [directive, ...others] = directives.filter(({ name }) => name.value === AUTH_DIRECTIVE);
  if (others.length > 0) complain('expected one @auth, found several');
  if (!directive) return { kind: 'nothing' };
  const values = new Map((directive.arguments ?? []).map(({ name, value }) => [name.value, value]));
  if (!values.has('asParent')) return { kind: 'rule', rule: readRule(values, access, complain) };
  if (values.size > 1 || !isTrue(values.get('asParent')))
    complain('expected @auth(asParent: true) alone, without other arguments');
  return { kind: 'asParent' };
}

function readRule(values: ReadonlyMap<string, ConstValueNode>, access: AccessConfiguration, complain: Complain): Rule {
  const conditions = conditionsOf(access);
  const grants: Grant[] = CONDITIONS.flatMap((name) =>
    rolesIn(values.get(name), complain).map((role) => ({ role, condition: conditions[name] })),
  );
  if (grants.length === 0) complain('expected @auth to name at least one role');
  const isKnown = (role: string) => access.roles.some(({ name }) => name === role);
  const unknown = grants.find(({ role }) => !isKnown(role));
  if (unknown) complain(`expected a role of the access configuration, found ${unknown.role}`);
  const mfa = values.get('mfa');
  // Only `mfa: true` can be written: what is left out is not asked for, and nothing else means anything.
  if (mfa && !isTrue(mfa)) complain('expected mfa: true in @auth, or no mfa at all');
  const absentWhen = readAbsence(values, complain);
  return {
    grants: grants.filter(({ role }) => isKnown(role)),
    ...(mfa && { needsSecondFactor: true }),
    ...(absentWhen && { absentWhen }),
  };
}

function readAbsence(values: ReadonlyMap<string, ConstValueNode>, complain: Complain): Absence | null {
  const [fact, roles] = [values.get('absentWhen'), rolesIn(values.get('absentFor'), complain)];
  if (!fact && roles.length === 0) return null;
  if (fact?.kind === Kind.STRING && roles.length > 0) return { fact: fact.value, roles };
  complain('expected absentWhen with an attribute and absentFor with roles, both or neither');
  return fact?.kind === Kind.STRING ? { fact: fact.value, roles } : null;
}

function isTrue(value: ConstValueNode | undefined): boolean {
  return value?.kind === Kind.BOOLEAN && value.value;
}

function rolesIn(value: ConstValueNode | undefined, complain: Complain): string[] {
  if (!value) return [];
  const nodes = value.kind === Kind.LIST ? value.values : [value];
  return nodes.flatMap((node) => {
    if (node.kind === Kind.ENUM) return [node.value];
    complain('expected roles in @auth');
    return [];
  });
}

/** The rule as it stands in the SDL. */
export function asDirective({ grants, needsSecondFactor, absentWhen }: Rule): string {
  const byCondition = new Map<string, string[]>();
  for (const { role, condition } of grants)
    byCondition.set(condition.name, [...(byCondition.get(condition.name) ?? []), role]);
  const shown = [...byCondition].map(([name, roles]) => `${name}: [${roles.join(', ')}]`);
  if (needsSecondFactor === true) shown.push('mfa: true');
  if (absentWhen) shown.push(`absentWhen: "${absentWhen.fact}"`, `absentFor: [${absentWhen.roles.join(', ')}]`);
  return `@${AUTH_DIRECTIVE}(${shown.join(', ')})`;
}
