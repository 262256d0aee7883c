import ts from 'typescript';
import { LOGGED_FIELDS } from '../../src/observe/requests/loggedFields';
import { MESSAGES } from '../../src/observe/messages';
import { sourceFiles } from './sourceFiles';

/*
 * The log withholds every sentence and field that is not listed in src/observe: what is not, would be missing there without a word.
 */

const LEVELS = new Set(['fatal', 'error', 'warn', 'info', 'debug', 'trace']);

interface LogCall {
  readonly place: string;
  readonly messages: readonly string[];
  readonly fields: readonly string[];
}

/** Every call of a level of something that is named like a logger. */
function logCalls(path: string, text: string): LogCall[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found: LogCall[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isLogging(node.expression)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      const messages = node.arguments.filter(ts.isStringLiteralLike).map((argument) => argument.text);
      const fields = node.arguments.filter(ts.isObjectLiteralExpression).flatMap(fieldsOf);
      found.push({ place: `${path}:${line + 1}`, messages, fields });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isLogging(callee: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(callee) &&
    LEVELS.has(callee.name.text) &&
    /(^|\.)log(ger)?$/.test(callee.expression.getText())
  );
}

function fieldsOf({ properties }: ts.ObjectLiteralExpression): string[] {
  return properties.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
}

const engine = sourceFiles('src').filter(({ path }) => !path.startsWith('src/local/'));
const calls = engine.filter(({ text }) => /log(ger)?\./.test(text)).flatMap(({ path, text }) => logCalls(path, text));

test('every sentence that is logged is listed', () => {
  expect(calls.length).toBeGreaterThan(3);
  const listed = new Set<string>(MESSAGES);
  const others = calls.flatMap(({ place, messages }) =>
    messages.filter((message) => !listed.has(message)).map((message) => `${place}: ${message}`),
  );
  expect(others).toEqual([]);
});

test('every sentence that is listed is used', () => {
  const code = engine.filter(({ path }) => !path.endsWith('/messages.ts')).map(({ text }) => text);
  expect(MESSAGES.filter((message) => !code.some((text) => text.includes(`'${message}'`)))).toEqual([]);
});

test('every field that is logged is listed', () => {
  const listed = new Set(LOGGED_FIELDS);
  const others = calls.flatMap(({ place, fields }) =>
    fields.filter((field) => !listed.has(field)).map((field) => `${place}: ${field}`),
  );
  expect(others).toEqual([]);
});
