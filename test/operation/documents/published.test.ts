import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  Kind,
  parse,
  print,
  separateOperations,
  validate,
  visit,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { usedSchemaDigest } from '../../../clients/codegen/usedSchema.cjs';
import { buildApi } from '../../../src/compose/api';
import { readManifest } from '../../../src/configuration/readManifest';
import { measureDocument } from '../../../src/operation/limits/measureDocument';
import { VARIABLES } from '../../../src/configuration/variables';

/*
 * What is made of the clients' operations is committed, since the tools that make it are heavy: here it is seen, without them,
 * whether it is still what they would make.
 */

const ROOT = join(__dirname, '../../..');
const OPERATIONS = join(ROOT, 'clients/operations');
const sources = readdirSync(OPERATIONS)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => readFileSync(join(OPERATIONS, name), 'utf8'));
const manifest = [...readManifest(join(ROOT, 'schema/trusted-documents.json')).values()].map((text) => parse(text));
const { schema } = buildApi();

/** The same for two documents that mean the same: without `__typename`, which clients add, and in one order. */
function normalized(document: DocumentNode): string {
  const bare = visit(document, {
    Field: ({ name }) => (name.value === '__typename' ? null : undefined),
    SelectionSet: { leave: (node) => ({ ...node, selections: inOrder(node.selections) }) },
    OperationDefinition: {
      leave: (node) => ({ ...node, variableDefinitions: inOrder(node.variableDefinitions ?? []) }),
    },
  });
  return inOrder(bare.definitions).map(print).join('\n');
}

function inOrder<Node extends Parameters<typeof print>[0]>(nodes: readonly Node[]): Node[] {
  return [...nodes].sort((one, other) => (print(one) < print(other) ? -1 : 1));
}

function nameOf({ definitions }: DocumentNode): string {
  const operation = definitions.find(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  return operation?.name?.value ?? '';
}

test('the trusted documents are the clients’ operations: run `npm run documents` where not', () => {
  const written = Object.values(separateOperations(parse(sources.join('\n'))));
  const told = (documents: readonly DocumentNode[]) =>
    Object.fromEntries(documents.map((each) => [nameOf(each), normalized(each)]));
  expect(told(manifest)).toEqual(told(written));
});

test('the types of the operations are those of the schema: run `npm run codegen` where not', () => {
  const types = readFileSync(join(ROOT, 'test/support/operations.ts'), 'utf8');
  const sdl = readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8');
  expect(types).toContain(`use of the schema: ${usedSchemaDigest(sdl, sources)}\n`);
});

test.each(manifest.map((document) => [nameOf(document), document] as const))(
  '%s is valid, and far within the limits',
  (_, document) => {
    expect(validate(schema, document)).toEqual([]);
    const { depth, aliases, fields, tokens } = measureDocument(document);
    expect(depth).toBeLessThan(Number(VARIABLES.MAX_DEPTH.fallback));
    expect(aliases).toBeLessThan(Number(VARIABLES.MAX_ALIASES.fallback));
    expect(fields).toBeLessThan(Number(VARIABLES.MAX_FIELDS.fallback) / 2);
    expect(tokens).toBeLessThan(Number(VARIABLES.MAX_DOCUMENT_TOKENS.fallback) / 2);
  },
);

describe('the digest of what operations use', () => {
  const SDL = `
    """About A."""
    type Query { node: Node a(input: In): A }
    interface Node { id: ID }
    type A implements Node { id: ID kind: Kind b: Int }
    type Unused { x: Int }
    input In { x: Int deep: In kind: Kind }
    enum Kind { ONE TWO }`;
  const DOCUMENT = 'query Q($input: In) { a(input: $input) { id kind } node { id } }';
  const digest = (change: (sdl: string) => string) => usedSchemaDigest(change(SDL), [DOCUMENT]);
  const before = digest((sdl) => sdl);

  test.each<[string, (sdl: string) => string]>([
    ['a description', (sdl) => sdl.replace('About A', 'Else')],
    ['a type that nobody asks for', (sdl) => sdl.replace('x: Int }\n    input', 'x: String }\n    input')],
    ['a field that nobody asks for', (sdl) => sdl.replace('b: Int', 'b: String')],
  ])('stays for %s', (_, change) => {
    expect(change(SDL)).not.toBe(SDL);
    expect(digest(change)).toBe(before);
  });

  test.each<[string, (sdl: string) => string]>([
    [
      'the type of a field',
      (sdl) => sdl.replace('A implements Node { id: ID kind', 'A implements Node { id: ID! kind'),
    ],
    ['an enum', (sdl) => sdl.replace('ONE TWO', 'ONE TWO THREE')],
    ['an input', (sdl) => sdl.replace('deep: In', 'deep: In!')],
    ['what an interface stands for', (sdl) => `${sdl} type B implements Node { id: ID }`],
  ])('changes with %s', (_, change) => {
    expect(change(SDL)).not.toBe(SDL);
    expect(digest(change)).not.toBe(before);
  });
});
