import ts from 'typescript';

/** A TypeScript file of `schema/` or `resolvers/`. */
export interface SourceText {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** What one decorated class says of GraphQL types. */
interface DecoratedClass {
  readonly className: string;
  readonly base: string | null;
  /** The types that it declares; none for a class of resolvers. */
  readonly typeNames: readonly string[];
  /** The class whose fields its resolvers are of. */
  readonly resolves: string | null;
  /** Where its own rule is. */
  readonly rule: string | null;
  readonly members: readonly Member[];
}

/** A field or an argument that has a rule of its own. */
interface Member {
  /** Such as `field` or `field(argument:)`. */
  readonly name: string;
  /** `Query`, `Mutation` or `Subscription`; `null` for a field of the class's type. */
  readonly root: string | null;
  readonly place: string;
}

const TYPES = ['ObjectType', 'InputType', 'InterfaceType'];
const ROOTS = ['Query', 'Mutation', 'Subscription'];
const RULE = 'Auth';

/**
 * Where each rule is written: schema coordinate → `path:line` of its `@Auth`. Of what has no rule of its own nothing is said. Read from
 * the syntax alone, so the sources need not compile.
 */
export function rulePlacesIn(sources: readonly SourceText[]): Record<string, string> {
  const files = sources.map(({ path, text }) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const classes = files.flatMap((file) => nodesIn(file, ts.isClassDeclaration).map((each) => readClass(each, files)));
  const byName = new Map(classes.map((each) => [each.className, each]));
  const entries = classes.flatMap((each) => entriesOf(each, byName));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function entriesOf(own: DecoratedClass, byName: ReadonlyMap<string, DecoratedClass>): [string, string][] {
  const { typeNames, resolves, rule, members } = own;
  const owners = resolves === null ? typeNames : (byName.get(resolves)?.typeNames ?? []);
  const ofTypes = rule === null ? [] : typeNames.map((name): [string, string] => [name, rule]);
  const ofMembers = [...inherited(own, byName), ...members].flatMap(({ name, root, place }) =>
    (root === null ? owners : [root]).map((owner): [string, string] => [`${owner}.${name}`, place]),
  );
  return [...ofTypes, ...ofMembers];
}

/** Those of the classes that it extends, the nearest last: a field that is declared again has the newer rule. */
function inherited({ base }: DecoratedClass, byName: ReadonlyMap<string, DecoratedClass>): Member[] {
  const above = base === null ? undefined : byName.get(base);
  return above ? [...inherited(above, byName), ...above.members] : [];
}

function readClass(node: ts.ClassDeclaration, files: readonly ts.SourceFile[]): DecoratedClass {
  const className = node.name?.text ?? '';
  const type = decoratorOf(node, TYPES);
  const resolver = decoratorOf(node, ['Resolver'])?.arguments[0];
  const [extended] = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types ?? [];
  return {
    className,
    base: extended?.expression.getText() ?? null,
    typeNames: type ? typeNamesIn(type, className, files) : [],
    resolves: resolver && ts.isArrowFunction(resolver) ? resolver.body.getText() : null,
    rule: placeOfRule(node),
    members: node.members.flatMap(readMember),
  };
}

function readMember(node: ts.ClassElement): Member[] {
  const ofRoot = decoratorOf(node, ROOTS);
  const declared = ofRoot ?? decoratorOf(node, ['Field', 'FieldResolver']);
  if (!declared || !node.name) return [];
  const root = ofRoot ? ofRoot.expression.getText() : null;
  const field = nameOption(declared) ?? node.name.getText();
  const place = placeOfRule(node);
  const own = place === null ? [] : [{ name: field, root, place }];
  const parameters = ts.isMethodDeclaration(node) ? node.parameters : [];
  return [...own, ...parameters.flatMap((each) => readArgument(each, field, root))];
}

function readArgument(node: ts.ParameterDeclaration, field: string, root: string | null): Member[] {
  const name = decoratorOf(node, ['Arg'])?.arguments[0];
  const place = placeOfRule(node);
  if (place === null || !name || !ts.isStringLiteral(name)) return [];
  return [{ name: `${field}(${name.text}:)`, root, place }];
}

/** Of a class that a function makes, by a name made of its parameters: one name for each call of that function. */
function typeNamesIn(type: ts.CallExpression, className: string, files: readonly ts.SourceFile[]): string[] {
  const [name] = type.arguments;
  if (name && ts.isStringLiteral(name)) return [name.text];
  if (name && ts.isTemplateExpression(name)) return madeNames(name, files);
  return [nameOption(type) ?? className];
}

function madeNames(template: ts.TemplateExpression, files: readonly ts.SourceFile[]): string[] {
  const maker = ts.findAncestor(template, ts.isFunctionDeclaration);
  const names = maker?.parameters.map((parameter) => parameter.name.getText()) ?? [];
  const calls = files.flatMap((file) => nodesIn(file, ts.isCallExpression));
  return calls
    .filter(({ expression }) => expression.getText() === maker?.name?.text)
    .map((call) => {
      const given = (name: string): string => {
        const argument = call.arguments[names.indexOf(name)];
        return argument && ts.isStringLiteral(argument) ? argument.text : '';
      };
      const spans = template.templateSpans.map(({ expression, literal }) => given(expression.getText()) + literal.text);
      return template.head.text + spans.join('');
    });
}

/** `name` in the options of a decorator. */
function nameOption({ arguments: given }: ts.CallExpression): string | null {
  const options = given.filter(ts.isObjectLiteralExpression).flatMap(({ properties }) => [...properties]);
  const [name] = options.filter(ts.isPropertyAssignment).filter((property) => property.name.getText() === 'name');
  return name && ts.isStringLiteral(name.initializer) ? name.initializer.text : null;
}

function placeOfRule(node: ts.Node): string | null {
  const rule = decoratorOf(node, [RULE]);
  if (!rule) return null;
  const file = rule.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(rule.getStart());
  return `${file.fileName}:${line + 1}`;
}

function decoratorOf(node: ts.Node, names: readonly string[]): ts.CallExpression | null {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  const calls = decorators.map(({ expression }) => expression).filter(ts.isCallExpression);
  return calls.find(({ expression }) => names.includes(expression.getText())) ?? null;
}

function nodesIn<Kind extends ts.Node>(node: ts.Node, isOfKind: (each: ts.Node) => each is Kind): Kind[] {
  const found: Kind[] = [];
  const visit = (each: ts.Node): void => {
    if (isOfKind(each)) found.push(each);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return found;
}
