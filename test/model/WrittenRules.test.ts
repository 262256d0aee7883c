import { parse, type ConstDirectiveNode, type ObjectTypeDefinitionNode } from 'graphql';
import * as fc from 'fast-check';
import { conditionsOf } from '../../src/access/conditions';
import type { Rule } from '../../src/access/Rule';
import { asDirective, readAuth, type Written } from '../../src/model/authDirective';
import { coordinateOf, WrittenRules, type Place } from '../../src/model/WrittenRules';
import { access, ROLES } from '../access/principals';
import { annotated } from './annotated';

const conditions = conditionsOf(access);

function directivesIn(written: string): readonly ConstDirectiveNode[] {
  const [type] = parse(`type T ${written} { f: Int }`).definitions;
  return (type as ObjectTypeDefinitionNode).directives ?? [];
}

function read(directives: readonly ConstDirectiveNode[]): Written {
  return readAuth(directives, access, (problem) => {
    throw new Error(problem);
  });
}

/** Rules as they can be written: each condition once, with its roles. */
const anyRule = fc
  .record({
    roles: fc.uniqueArray(fc.tuple(fc.constantFrom('always', 'own', 'visit'), fc.constantFrom(...ROLES)), {
      minLength: 1,
      maxLength: 4,
      selector: ([condition, role]) => `${condition} ${role}`,
    }),
    needsSecondFactor: fc.boolean(),
    fact: fc.constantFrom(null, 'goneAt', 'memberId'),
  })
  .map(({ roles, needsSecondFactor, fact }): Rule => {
    const inOrder = (['always', 'own', 'visit'] as const).flatMap((name) =>
      roles.flatMap(([of, role]) => (of === name ? [{ role, condition: conditions[name] }] : [])),
    );
    const absentFor = [...new Set(inOrder.map(({ role }) => role))];
    return {
      grants: inOrder,
      ...(needsSecondFactor && { needsSecondFactor }),
      ...(fact !== null && { absentWhen: { fact, roles: absentFor } }),
    };
  });

/** With conditions by their names alone. */
function named(written: Written): unknown {
  return JSON.parse(JSON.stringify(written));
}

describe('a rule', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        expect(named(read(directivesIn(asDirective(rule))))).toEqual(named({ kind: 'rule', rule }));
      }),
    );
  });

  test('is written as people write it', () => {
    const grants = [
      { role: 'MEMBER', condition: conditions.own },
      { role: 'CHIEF', condition: conditions.always },
      { role: 'KEEPER', condition: conditions.own },
    ];
    expect(asDirective({ grants })).toBe('@auth(own: [MEMBER, KEEPER], always: [CHIEF])');
    const absentWhen = { fact: 'goneAt', roles: ['MEMBER', 'CHIEF'] };
    expect(asDirective({ grants: grants.slice(0, 2), needsSecondFactor: true, absentWhen })).toBe(
      '@auth(own: [MEMBER], always: [CHIEF], mfa: true, absentWhen: "goneAt", absentFor: [MEMBER, CHIEF])',
    );
  });

  test('may be that of the parent, or none', () => {
    expect(read(directivesIn('@auth(asParent: true)'))).toEqual({ kind: 'asParent' });
    expect(read(directivesIn(''))).toEqual({ kind: 'nothing' });
    expect(read(directivesIn('@deprecated'))).toEqual({ kind: 'nothing' });
  });

  test.each([
    ['own: [MEMBER]', 'own: [KEEPER]'],
    ['own: [MEMBER]', 'always: [MEMBER]'],
    ['own: [MEMBER]', 'own: [MEMBER], mfa: true'],
    ['own: [MEMBER, KEEPER]', 'own: [MEMBER], always: [KEEPER]'],
  ])('has another text than one that lets others in: %s, %s', (one, other) => {
    const sdl = `type Query { one: Int @auth(${one}) other: Int @auth(${other}) }`;
    const rules = new WrittenRules(annotated(sdl, {}), access);
    expect(rules.textAt('Query', 'one')).not.toBe(rules.textAt('Query', 'other'));
  });

  test('has the same text as another if and only if the same is written', () => {
    const written = fc.oneof(anyRule.map(asDirective), fc.constantFrom('', '@auth(asParent: true)'));
    const two = fc.oneof(
      fc.tuple(written, written),
      written.map((one) => [one, one] as const),
      anyRule.map((rule) => [asDirective(rule), asDirective({ ...rule, needsSecondFactor: true })] as const),
      anyRule.map((rule) => [asDirective(rule), asDirective({ grants: rule.grants })] as const),
    );
    fc.assert(
      fc.property(two, ([one, other]) => {
        const rules = new WrittenRules(annotated(`type Query { one: Int ${one} other: Int ${other} }`, {}), access);
        expect(rules.textAt('Query', 'one') === rules.textAt('Query', 'other')).toBe(one === other);
        expect(rules.problems).toEqual([]);
      }),
    );
  });
});

const SDL = `
  type Query @auth(always: [CHIEF]) { one(of: ID @auth(always: [MEMBER])): Int @auth(own: [KEEPER]) }
  interface Node { id: ID @auth(own: [MEMBER]) }
  input Change { id: ID @auth(own: [MEMBER, KEEPER]) }
  enum Mood { GOOD }
`;

describe('what is written at a place', () => {
  const rulesIn = (place: Place) => {
    const rules = new WrittenRules(annotated(SDL, {}), access);
    const written = rules.at(...place);
    return { problems: rules.problems, written: written.kind === 'rule' ? asDirective(written.rule) : written.kind };
  };

  test.each<[string, Place, string]>([
    ['Query', ['Query'], '@auth(always: [CHIEF])'],
    ['Query.one', ['Query', 'one'], '@auth(own: [KEEPER])'],
    ['Query.one(of:)', ['Query', 'one', 'of'], '@auth(always: [MEMBER])'],
    ['Node', ['Node'], 'nothing'],
    ['Node.id', ['Node', 'id'], '@auth(own: [MEMBER])'],
    ['Change.id', ['Change', 'id'], '@auth(own: [MEMBER, KEEPER])'],
    ['Query.one(other:)', ['Query', 'one', 'other'], 'nothing'],
    ['Query.other(of:)', ['Query', 'other', 'of'], 'nothing'],
    ['Change.id(of:)', ['Change', 'id', 'of'], 'nothing'],
    ['Mood.GOOD', ['Mood', 'GOOD'], 'nothing'],
    ['Elsewhere.id', ['Elsewhere', 'id'], 'nothing'],
    ['Elsewhere', ['Elsewhere'], 'nothing'],
  ])('%s', (coordinate, place, written) => {
    expect(coordinateOf(...place)).toBe(coordinate);
    expect(rulesIn(place)).toEqual({ problems: [], written });
  });

  test('that cannot be read lets nobody in, and is a problem', () => {
    const rules = new WrittenRules(annotated('type Query { one: Int @auth(own: [BOSS]) }', {}), access);
    expect(rules.problems).toEqual([]);
    expect(rules.at('Query', 'one')).toEqual({ kind: 'rule', rule: { grants: [] } });
    expect(rules.problems).toEqual(['Query.one: expected a role of the access configuration, found BOSS']);
  });

  test('of what is no role is a problem', () => {
    const problems: string[] = [];
    const complain = (problem: string) => void problems.push(problem);
    const grants = [{ role: 'KEEPER', condition: conditions.always }];
    expect(readAuth(directivesIn('@auth(own: ["MEMBER"], always: [KEEPER])'), access, complain)).toEqual({
      kind: 'rule',
      rule: { grants },
    });
    expect(problems).toEqual(['expected roles in @auth']);
  });

  test('that is no rule of ours is a problem from the start', () => {
    const schema = annotated('type Query { one: Int @auht(own: [KEEPER]) }', {});
    expect(new WrittenRules(schema, access).problems).toEqual(['Query.one: Unknown directive "@auht".']);
  });
});
