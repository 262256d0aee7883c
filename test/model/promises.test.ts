import { compileModel } from '../../src/model/checks/compileModel';
import { describeCell } from '../../src/access/wording';
import { access, ROLES } from '../access/principals';
import { annotated, attribute, stored, value, type Notes } from './annotated';

const NOTES: Notes = {
  Thing: stored({ facts: ['memberId'] }),
  'Thing.name': attribute(),
  Answer: value(),
};

/** The cells of a root field, one a role, and whether it takes a second factor. */
function promiseOf(root: 'Query' | 'Mutation', field: string, sdl = ''): unknown[] {
  const model = compileModel(
    annotated(
      `type Query { ${root === 'Query' ? field : 'other: Answer @auth(always: [PASSER])'} }
       ${root === 'Mutation' ? `type Mutation { ${field} }` : ''}
       type Thing @auth(visit: [PASSER], own: [MEMBER, KEEPER]) { name: String }
       type Answer @auth(asParent: true) { thing: Thing }
       ${sdl}`,
      NOTES,
    ),
    access,
  );
  const promise = model.promises.get(`${root}.f`)!;
  return [ROLES.map((role) => describeCell(promise, role)), promise.needsSecondFactor === true];
}

const OWN_INPUT = 'input I @auth(own: [KEEPER]) { name: String }';

describe('what is promised of a root field', () => {
  it('is its own rule, where nothing that it takes or answers is narrower', () => {
    expect(promiseOf('Query', 'f: Answer @auth(always: [PASSER, CHIEF])')).toEqual([['yes', '', '', 'yes'], false]);
  });

  it('is what the type’s line of its answer lets see', () => {
    const sdl = 'f: Thing @auth(always: [PASSER, MEMBER, KEEPER])';
    expect(promiseOf('Query', sdl)).toEqual([['visit', 'own', 'own', ''], false]);
    // Whom the root itself does not let in is promised nothing.
    expect(promiseOf('Query', 'f: Thing @auth(always: [MEMBER, CHIEF])')).toEqual([['', 'own', '', ''], false]);
  });

  it('is what its input lets write, also where the input may be left out', () => {
    for (const type of ['I!', 'I', '[I!]!'])
      expect(promiseOf('Mutation', `f(input: ${type}): Answer @auth(always: [KEEPER, CHIEF])`, OWN_INPUT)).toEqual([
        ['', '', 'own', ''],
        false,
      ]);
  });

  it('is under the condition of the input, where the answer has another one', () => {
    const field = 'f(input: I!): Thing @auth(always: [MEMBER, KEEPER])';
    expect(promiseOf('Mutation', field, 'input I @auth(visit: [MEMBER], own: [KEEPER]) { name: String }')).toEqual([
      ['', 'visit', 'own', ''],
      false,
    ]);
  });

  it('takes a second factor where one of them does', () => {
    const input = 'input I @auth(own: [KEEPER], mfa: true) { name: String }';
    expect(promiseOf('Mutation', 'f(input: I!): Answer @auth(always: [KEEPER])', input)).toEqual([
      ['', '', 'own', ''],
      true,
    ]);
  });

  it('is something: one that nobody can use stops the start', () => {
    expect(() => promiseOf('Mutation', 'f(input: I!): Answer @auth(always: [CHIEF])', OWN_INPUT)).toThrow(
      'Mutation.f: expected what it takes and answers to let in one of its roles',
    );
  });
});
