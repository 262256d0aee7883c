import { describeFault } from '../../src/observe/faultLog';

const SECRET = /alice|secret|orders-prod|arn:/;

function withStack(stack: string, message = ''): Error {
  return Object.assign(new Error(message), { stack });
}

describe('frames', () => {
  test('are relative to the project, at most eight, the nearest first', () => {
    const { at } = describeFault(new Error('x'));
    expect(at[0]).toMatch(/^[\w.<>]+ \(test\/observe\/faultLog\.test\.ts:\d+:\d+\)$|^test\/observe/);
    expect(at.length).toBeLessThanOrEqual(8);
    expect(at.join()).not.toContain(process.cwd());
  });

  test('are not taken from a message that looks like some', () => {
    const forged = `x\n    at alice (${process.cwd()}/src/secret.ts:1:2)\n    at secret (node:orders-prod:1:1)`;
    expect(JSON.stringify(describeFault(new Error(forged)))).not.toMatch(SECRET);
  });

  test.each([
    ['a file elsewhere', '    at f (/home/alice/secret.js:1:2)'],
    ['a data URL', '    at data:text/javascript,secret:1:2'],
    ['an evaluated text', '    at eval (eval at secret (/x.js:1:1), <anonymous>:1:1)'],
    ['words after the place', '    at f (node:fs:1:2) secret'],
    ['no place', '    at secret'],
    ['no frame', 'alice@example.com'],
  ])('of another form are left out: %s', (_, line) => {
    expect(describeFault(withStack(`Error\n${line}`)).at).toEqual([]);
  });

  test('of packages and of node are told', () => {
    const stack = `Error\n    at async f (${process.cwd()}/node_modules/@apollo/server/x.js:1:2)\n    at node:internal/process:3:4`;
    expect(describeFault(withStack(stack)).at).toEqual([
      'f (node_modules/@apollo/server/x.js:1:2)',
      'node:internal/process:3:4',
    ]);
  });
});

test.each([
  ['a string', 'secret', 'string'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'object'],
  ['an object', { message: 'secret' }, 'object'],
])('what is no error is told by its kind: %s', (_, thrown, fault) => {
  expect(describeFault(thrown)).toEqual({ fault, at: [] });
});

test('a class whose name is no name is an Error', () => {
  expect(describeFault(Object.assign(new Error('x'), { name: 'secret of alice@example.com' })).fault).toBe('Error');
});

test('causes that go in a circle end', () => {
  const one = new TypeError('a');
  const two = new RangeError('b', { cause: one });
  one.cause = two;
  expect(describeFault(one).causes).toEqual(['RangeError', 'TypeError']);
});
