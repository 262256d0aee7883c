import ts from 'typescript';
import { PREFLIGHT_HEADERS, READ_HEADERS } from '../../src/transports/http/crossOriginHeaders';
import { sourceFiles, type SourceFile } from './sourceFiles';

/*
 * A page of another origin can send a header only where CORS admits it: what the code reads, and CORS does not admit, works everywhere but
 * in browsers. So every name by which the code reads something that is called `headers` has to be in one of these lists.
 */

/** Browsers set these themselves, or let every page set them. */
const OF_BROWSERS = ['accept', 'cookie', 'host', 'if-none-match', 'origin', 'sec-fetch-site'];
/** The edge sets these itself, whatever a client has set. */
const OF_EDGE = ['x-fieldgate-key', 'x-fieldgate-address', 'x-fieldgate-host'];
/** Of answers, which are called headers, too. */
const OF_ANSWERS = ['set-cookie'];

const UNKNOWN = '(a name that this test cannot find out)';

interface Read {
  readonly place: string;
  readonly name: string;
}

type Names = ReadonlyMap<string, readonly string[]>;

/** Texts, and lists of texts, that have a name at the top of some file. */
function namedTexts(files: readonly ts.SourceFile[]): Names {
  const statements = files.flatMap((file) => [...file.statements]);
  const declarations = statements
    .filter(ts.isVariableStatement)
    .flatMap((each) => [...each.declarationList.declarations]);
  return new Map(
    declarations.flatMap(({ name, initializer }) => {
      const texts = initializer && textsOf(initializer);
      return texts && ts.isIdentifier(name) ? [[name.text, texts] as const] : [];
    }),
  );
}

function textsOf(node: ts.Expression): readonly string[] | null {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return textsOf(node.expression);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isArrayLiteralExpression(node) || !node.elements.every(ts.isStringLiteralLike)) return null;
  return node.elements.map((element) => (ts.isStringLiteralLike(element) ? element.text : ''));
}

const isHeaders = (text: string) => /(^|\.)headers(Distinct)?$/.test(text);

class Reads {
  readonly found: Read[] = [];

  constructor(
    private readonly file: ts.SourceFile,
    private readonly names: Names,
  ) {}

  visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && isHeaders(node.expression.getText())) this.property(node);
    if (ts.isElementAccessExpression(node) && isHeaders(node.expression.getText()))
      this.add(node, this.named(node.argumentExpression));
    if (ts.isObjectBindingPattern(node) && this.isOfHeaders(node)) this.pattern(node);
    ts.forEachChild(node, this.visit);
  };

  /** `headers.accept`, or `headers.get('accept')`. */
  private property({ name, parent }: ts.PropertyAccessExpression): void {
    if (!ts.isCallExpression(parent)) this.add(name, [name.text]);
    else if (name.text === 'get' && parent.arguments[0]) this.add(name, this.named(parent.arguments[0]));
  }

  /** `const { … } = headers`, `({ headers: { … } })`, `({ … }: Headers)`. */
  private isOfHeaders({ parent }: ts.ObjectBindingPattern): boolean {
    if (ts.isVariableDeclaration(parent)) return isHeaders(parent.initializer?.getText() ?? '');
    if (ts.isBindingElement(parent)) return isHeaders(parent.propertyName?.getText() ?? '');
    return parent.type?.getText() === 'Headers';
  }

  private pattern({ elements }: ts.ObjectBindingPattern): void {
    for (const { propertyName, name, dotDotDotToken } of elements) {
      if (dotDotDotToken) continue;
      const key = propertyName ?? name;
      if (ts.isComputedPropertyName(key)) this.add(key, this.named(key.expression));
      else this.add(key, [ts.isStringLiteralLike(key) ? key.text : key.getText()]);
    }
  }

  private named(node: ts.Expression): readonly string[] {
    const texts = textsOf(node);
    if (texts) return texts;
    return (ts.isIdentifier(node) && (this.names.get(node.text) ?? this.ofLoop(node))) || [UNKNOWN];
  }

  /** `for (const name of NAMES) … headers[name]`, or `NAMES.some((name) => headers[name])`. */
  private ofLoop(node: ts.Identifier): readonly string[] | undefined {
    for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
      if (ts.isForOfStatement(at) && at.initializer.getText() === `const ${node.text}`)
        return this.names.get(at.expression.getText());
      if (ts.isArrowFunction(at) && at.parameters.some(({ name }) => name.getText() === node.text))
        return this.names.get(/^([A-Z_]+)\.\w+$/.exec(ofCall(at))?.[1] ?? '');
    }
    return undefined;
  }

  private add(node: ts.Node, names: readonly string[]): void {
    const { line } = this.file.getLineAndCharacterOfPosition(node.getStart());
    for (const name of names) this.found.push({ place: `${this.file.fileName}:${line + 1}`, name });
  }
}

const ofCall = ({ parent }: ts.ArrowFunction): string =>
  ts.isCallExpression(parent) ? parent.expression.getText() : '';

function readsIn(sources: readonly SourceFile[]): Read[] {
  const files = sources.map(({ path, text }) => ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  const names = namedTexts(files);
  return files.flatMap((file) => {
    const reads = new Reads(file, names);
    reads.visit(file);
    return reads.found;
  });
}

/** What reads requests, and hands on what it read. */
const READING = ['transports', 'operation', 'explain', 'observe', 'identity', 'network'].map((name) => `src/${name}`);

const reads = readsIn(READING.flatMap(sourceFiles));

test('every header that the code reads is admitted by CORS, or none of a page’s', () => {
  const known = new Set<string>([...READ_HEADERS, ...OF_BROWSERS, ...OF_EDGE, ...OF_ANSWERS]);
  const unknown = reads.filter(({ name }) => !known.has(name)).map(({ place, name }) => `${place}: ${name}`);
  expect(unknown).toEqual([]);
});

test('every header that CORS admits as read is read', () => {
  const read = new Set([...reads.map(({ name }) => name), ...PREFLIGHT_HEADERS]);
  expect(READ_HEADERS.filter((name) => !read.has(name))).toEqual([]);
  expect([...OF_BROWSERS, ...OF_EDGE, ...OF_ANSWERS].filter((name) => !read.has(name))).toEqual([]);
});

test.each([
  ["request.headers['x-new']", 'x-new'],
  ['headers.traceparent', 'traceparent'],
  ["http?.headers.get('accept')", 'accept'],
  ["const NAME = 'x-named'; headersDistinct[NAME]", 'x-named'],
  ["const NAMES = ['x-one'] as const; for (const name of NAMES) headers[name]", 'x-one'],
  ["const NAMES = ['x-one']; NAMES.some((name) => headers[name])", 'x-one'],
  ["const { 'x-new': value = 1 } = request.headers", 'x-new'],
  ['const f = ({ headers: { origin } }) => origin', 'origin'],
  ["const NAME = 'x-named'; function f({ [NAME]: a }: Headers) {}", 'x-named'],
  ['headers[name]', UNKNOWN],
])('the check finds %s', (text, name) => {
  expect(readsIn([{ path: 'a.ts', text }]).map((read) => read.name)).toEqual([name]);
});
