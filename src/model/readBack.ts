import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { BREAK, buildASTSchema, parse, visit, type ASTNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import { validateSDL } from 'graphql/validation/validate';

/** What was read back, and what of it is no SDL: an unknown directive, an unknown argument, `@auth` twice. One line a problem. */
export interface ReadBack {
  readonly schema: GraphQLSchema;
  readonly problems: readonly string[];
}

/** Prints the schema and parses it again; validation finds unknown directives and arguments that decorators let pass. */
export function readBack(schema: GraphQLSchema): ReadBack {
  const document = parse(printSchemaWithDirectives(schema));
  const problems = validateSDL(document).map(
    ({ nodes, message }) => `${coordinateOf(document, nodes?.[0])}: ${message.replaceAll('\n', '; ')}`,
  );
  return { schema: buildASTSchema(document, { assumeValidSDL: true }), problems };
}

/** Where in the schema a part of its SDL stands: `Type`, `Type.field` or `Type.field(argument:)`. */
function coordinateOf(document: DocumentNode, part: ASTNode | undefined): string {
  let names: string[] = [];
  visit(document, {
    enter: (node, _key, _parent, _path, ancestors) => {
      if (node !== part) return undefined;
      names = ancestors.flatMap(namesOfDefinition);
      return BREAK;
    },
  });
  const [type = 'the schema', field, argument] = names;
  return type + (field === undefined ? '' : `.${field}`) + (argument === undefined ? '' : `(${argument}:)`);
}

function namesOfDefinition(ancestor: ASTNode | readonly ASTNode[]): string[] {
  if (!('kind' in ancestor) || !ancestor.kind.endsWith('Definition')) return [];
  return 'name' in ancestor ? [ancestor.name.value] : [];
}
