import { entryOf } from '../../access/entryOf';
import {
  BREAK,
  getOperationAST,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';

interface Known {
  uses: number;
  /** `null`: left to graphql-js; `undefined`: not tried yet. */
  compiled: CompiledQuery | null | undefined;
}

/**
 * Compiles queries that come again into functions. They live as long as their documents, which Apollo keeps in a bounded store.
 *
 * Left to graphql-js, since graphql-jit is known to differ or has nothing to gain there: mutations and subscriptions, documents with
 * `@skip` or `@include` (it merges the conditions of fields that occur several times), and `__proto__` as a response name (its object
 * literals would take it for the prototype).
 */
export class CompiledQueries {
  private readonly known = new WeakMap<DocumentNode, Map<string, Known>>();

  /**
   * @param fromUse The how manieth use compiles a query; 0 compiles none. Compiling takes as long as some executions: only what comes
   * again is worth it.
   */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fromUse: number,
  ) {}

  /** The compiled query, once it has come often enough; `null` before that, and for what is not compiled. */
  find(document: DocumentNode, operationName: string | null): CompiledQuery | null {
    const known = this.entry(document, operationName ?? '');
    known.uses += 1;
    if (this.fromUse === 0 || known.uses < this.fromUse) return null;
    if (known.compiled === undefined) known.compiled = this.compile(document, operationName);
    return known.compiled;
  }

  private entry(document: DocumentNode, name: string): Known {
    const operations = entryOf(this.known, document, () => new Map<string, Known>());
    return entryOf(operations, name, () => ({ uses: 0, compiled: undefined }));
  }

  private compile(document: DocumentNode, operationName: string | null): CompiledQuery | null {
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.QUERY || !isCompilable(document)) return null;
    const compiled = compileQuery(this.schema, document, operationName ?? undefined, {
      disablingCapturingStackErrors: true,
    });
    return isCompiledQuery(compiled) ? compiled : null;
  }
}

const CONDITIONS: ReadonlySet<string> = new Set([GraphQLSkipDirective.name, GraphQLIncludeDirective.name]);

function isCompilable(document: DocumentNode): boolean {
  let isPlain = true;
  const no = (): typeof BREAK => {
    isPlain = false;
    return BREAK;
  };
  visit(document, {
    Directive: ({ name }) => (CONDITIONS.has(name.value) ? no() : undefined),
    Field: ({ alias }) => (alias?.value === '__proto__' ? no() : undefined),
  });
  return isPlain;
}
