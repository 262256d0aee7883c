import { CloseCode } from 'graphql-ws';
import { USER_ERROR_HELP } from '../../schema';
import { UserErrorCode } from '../../schema/UserError';
import { ERROR_CODES, type CodeHelp } from '../../src/response/errorCodes';
import { CLOSE, CLOSED_BY_PROTOCOL } from '../../src/transports/subscriptions/closeCodes';
import { sourceFiles } from './sourceFiles';

/*
 * That no code is thrown without standing in the catalogue is for the compiler: `PublicError` and `HttpRefusal` take no other. Here: that
 * what is written down as plain text stands in it, too, and that nothing stands in it that does not occur.
 */

const CATALOGUES = /\/(errorCodes|closeCodes|userErrorHelp)\.ts$/;
const code = [...sourceFiles('src'), ...sourceFiles('resolvers'), ...sourceFiles('schema')].filter(
  ({ path }) =>
    !CATALOGUES.test(path) && !path.startsWith('src/local/') && !path.startsWith('src/transports/pages/reference/'),
);
/** The store and node have codes of their own. */
const engine = code.filter(({ path }) => !/^(schema|src\/storage)\//.test(path));
const all = code.map(({ text }) => text).join('\n');
const codes = Object.entries<CodeHelp>(ERROR_CODES);

/** The codes that a string names as those of an error. */
function codesIn(text: string): string[] {
  const named = /\b(?:code: |codes\.add\(|PublicError\(\s*|\bInvalidOperationError\()'([A-Z][A-Z_]+)'/g;
  return [...text.matchAll(named)].map(([, name = '']) => name);
}

test('every code that the code names is in the catalogue', () => {
  const named = engine.flatMap(({ text }) => codesIn(text));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !(name in ERROR_CODES))).toEqual([]);
});

test('the scan finds codes', () => {
  expect(codesIn("throw new PublicError(\n  'MADE_UP', x); const y = { code: 'ALSO_MADE_UP' }")).toEqual([
    'MADE_UP',
    'ALSO_MADE_UP',
  ]);
});

test.each(codes.map(([name]) => name))('%s occurs', (name) => {
  expect(all).toContain(`'${name}'`);
});

const refusals = codes.flatMap(([name, { statuses, alone }]) =>
  Object.keys(statuses)
    .map(Number)
    // 413 and 415 of bodies come from fastify’s parsers; what an operation is answered with follows from `alone`, and is 200 beside data.
    .filter((status) => status !== 200 && status !== alone)
    .map((status) => [name, status] as const),
);

test.each(refusals)('%s comes with %d somewhere', (name, status) => {
  expect(all.replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`HttpRefusal\\( ?${String(status)}, '${name}'`));
});

test('each has a status of its own among its statuses, a cause and a remedy', () => {
  for (const [, { statuses, alone, cause, remedy, again }] of codes) {
    expect(Object.keys(statuses)).toContain(String(alone));
    for (const text of [cause, remedy, again, ...Object.values(statuses)]) expect(text).toMatch(/[.)]$/);
  }
});

test.each(Object.values(UserErrorCode))('the user error %s occurs, and has help', (name) => {
  const uses = code.filter(({ path }) => path.startsWith('resolvers/')).map(({ text }) => text);
  expect(uses.some((text) => text.includes(`UserErrorCode.${name}`))).toBe(true);
  expect(Object.keys(USER_ERROR_HELP)).toContain(name);
});

test('every code by which the protocol’s server closes a socket is told', () => {
  const told = [...Object.values(CLOSE), ...CLOSED_BY_PROTOCOL].map(({ code: closed }) => closed as number);
  // These three are of clients; and the server says the last one only where a handler of ours throws, which none does.
  const { BadResponse, InternalClientError, ConnectionAcknowledgementTimeout, InternalServerError } = CloseCode;
  const others: number[] = [BadResponse, InternalClientError, ConnectionAcknowledgementTimeout, InternalServerError];
  const known = Object.values(CloseCode).filter((each) => typeof each === 'number');
  expect(known.filter((each) => !told.includes(each) && !others.includes(each))).toEqual([]);
  for (const why of Object.keys(CLOSE)) expect(all).toMatch(new RegExp(`close\\('${why}'\\)|'${why}'|CLOSE\\.${why}`));
});
