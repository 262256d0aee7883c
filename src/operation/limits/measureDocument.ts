import {
  Kind,
  TokenKind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** How large a document is, known from its text alone: no schema, no variables, nothing executed. */
export interface DocumentSize {
  readonly tokens: number;
  readonly lines: number;
  /** The length of the longest name, in UTF-16 code units. */
  readonly name: number;
  /** The length of the longest number or text. */
  readonly text: number;
  readonly operations: number;
  readonly aliases: number;
  readonly directives: number;
  /** Levels of fields of the deepest operation; fragments are no level. Introspection has a bound of its own in graphql-js. */
  readonly depth: number;
  /** Fields with every fragment spread out where it is used: what validation and execution would have to walk. */
  readonly fields: number;
}

/** What a selection set adds, whichever way it was reached. */
interface Extent {
  readonly depth: number;
  readonly fields: number;
}

const NOTHING: Extent = { depth: 0, fields: 0 };
/** A sum that would not end is cut here: far above every limit, far below where numbers lose exactness. */
const CEILING = 1e9;

/**
 * Measures in time linear in the document's length, also where its fragments would spread out to 2^25 fields: each fragment is
 * looked at once. A fragment that contains itself ends there; validation refuses it.
 */
export function measureDocument(document: DocumentNode): DocumentSize {
  return new Measurement(document).size();
}

class Measurement {
  private aliases = 0;
  private directives = 0;
  private operations = 0;
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly extents = new Map<string, Extent>();

  constructor(private readonly document: DocumentNode) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
    }
  }

  size(): DocumentSize {
    const operations = this.document.definitions.filter(isOperation);
    for (const definition of this.document.definitions) this.definition(definition);
    const extents = operations.map(({ selectionSet }) => this.extent(selectionSet));
    return {
      ...tokensOf(this.document),
      operations: this.operations,
      aliases: this.aliases,
      directives: this.directives,
      depth: Math.max(0, ...extents.map(({ depth }) => depth)),
      fields: extents.reduce((sum, { fields }) => Math.min(CEILING, sum + fields), 0),
    };
  }

  /** Counts what stands in the text, once wherever it stands. */
  private definition(definition: DocumentNode['definitions'][number]): void {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      this.operations += 1;
      for (const { directives = [] } of definition.variableDefinitions ?? []) this.directives += directives.length;
    }
    if (!('selectionSet' in definition)) return;
    this.directives += definition.directives?.length ?? 0;
    this.written(definition.selectionSet);
  }

  private written({ selections }: SelectionSetNode): void {
    for (const node of selections) {
      this.directives += node.directives?.length ?? 0;
      if (node.kind === Kind.FIELD && node.alias) this.aliases += 1;
      if (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet) this.written(node.selectionSet);
    }
  }

  private extent({ selections }: SelectionSetNode): Extent {
    return selections.map((node) => this.extentOf(node)).reduce(beside, NOTHING);
  }

  private extentOf(node: SelectionNode): Extent {
    if (node.kind === Kind.INLINE_FRAGMENT) return this.extent(node.selectionSet);
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.fragment(node.name.value);
    const { depth, fields } = node.selectionSet ? this.extent(node.selectionSet) : NOTHING;
    return { depth: isIntrospection(node) ? 1 : depth + 1, fields: Math.min(CEILING, fields + 1) };
  }

  private fragment(name: string): Extent {
    const known = this.extents.get(name);
    if (known) return known;
    // For as long as it is being measured, so that a fragment that contains itself ends.
    this.extents.set(name, NOTHING);
    const fragment = this.fragments.get(name);
    const extent = fragment ? this.extent(fragment.selectionSet) : NOTHING;
    this.extents.set(name, extent);
    return extent;
  }
}

const VALUES: ReadonlySet<string> = new Set([TokenKind.INT, TokenKind.FLOAT, TokenKind.STRING, TokenKind.BLOCK_STRING]);

/** Punctuation, names, values and comments; the parser links them. Nobody reads what a comment says. */
function tokensOf({ loc }: DocumentNode): Pick<DocumentSize, 'tokens' | 'lines' | 'name' | 'text'> {
  const size = { tokens: 0, lines: loc?.endToken.line ?? 1, name: 0, text: 0 };
  for (let token = loc?.startToken.next; token && token !== loc?.endToken; token = token.next) {
    size.tokens += 1;
    if (token.kind === TokenKind.NAME) size.name = Math.max(size.name, token.value.length);
    if (VALUES.has(token.kind)) size.text = Math.max(size.text, token.value.length);
  }
  return size;
}

function beside(one: Extent, other: Extent): Extent {
  return { depth: Math.max(one.depth, other.depth), fields: Math.min(CEILING, one.fields + other.fields) };
}

function isOperation(definition: DocumentNode['definitions'][number]): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION;
}

function isIntrospection({ name }: FieldNode): boolean {
  return name.value.startsWith('__');
}
