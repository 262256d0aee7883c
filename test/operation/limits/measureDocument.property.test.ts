import fc from 'fast-check';
import { Kind, parse, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import { measureDocument } from '../../../src/operation/limits/measureDocument';
import { recursionOf } from '../../../src/operation/limits/recursionOf';

/** A selection set as text, with spreads of the fragments from `from` on only, so that none contains itself. */
function selectionSet(depth: number, fragments: number, from: number): fc.Arbitrary<string> {
  const name = fc.constantFrom('a', 'b', 'c');
  const alias = fc.constantFrom('', 'x: ', 'y: ');
  const directive = fc.constantFrom('', '', ' @include(if: true)', ' @skip(if: false) @include(if: true)');
  const leaf = fc.tuple(alias, name, directive).map((parts) => parts.join(''));
  const spread = fc.integer({ min: from, max: Math.max(from, fragments - 1) }).map((each) => `...F${String(each)}`);
  const deeper =
    depth === 0
      ? leaf
      : fc.oneof(
          fc
            .tuple(alias, name, directive, selectionSet(depth - 1, fragments, from))
            .map(([a, n, d, inside]) => `${a}${n}${d} ${inside}`),
          fc.tuple(directive, selectionSet(depth - 1, fragments, from)).map(([d, inside]) => `...${d} ${inside}`),
        );
  const selection = from < fragments ? fc.oneof(leaf, deeper, spread) : fc.oneof(leaf, deeper);
  return fc.array(selection, { minLength: 1, maxLength: 3 }).map((selections) => `{ ${selections.join(' ')} }`);
}

const documents = fc
  .integer({ min: 0, max: 3 })
  .chain((fragments) =>
    fc
      .tuple(
        fc.array(selectionSet(2, fragments, 0), { minLength: 1, maxLength: 2 }),
        ...Array.from({ length: fragments }, (_, index) => selectionSet(2, fragments, index + 1)),
      )
      .map(([operations, ...sets]) =>
        [
          ...operations.map((set, index) => `query Q${String(index)} ${set}`),
          ...sets.map((set, index) => `fragment F${String(index)} on T ${set}`),
        ].join('\n'),
      ),
  );

/** Every path of field names from a root to a field, with all fragments spread out: the slow and obvious way. */
function paths({ definitions }: DocumentNode): string[][] {
  const fragments = new Map(
    definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );
  const below = ({ selections }: SelectionSetNode, path: string[]): string[][] =>
    selections.flatMap((node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return below(fragments.get(node.name.value)!.selectionSet, path);
      if (node.kind === Kind.INLINE_FRAGMENT) return below(node.selectionSet, path);
      const here = [...path, node.name.value];
      return [here, ...(node.selectionSet ? below(node.selectionSet, here) : [])];
    });
  return definitions.flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? below(each.selectionSet, []) : []));
}

function matches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

describe('the size of a document', () => {
  it('is what one finds by spreading every fragment out', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const document = parse(text);
        const all = paths(document);
        const size = measureDocument(document);
        expect(size.fields).toBe(all.length);
        expect(size.depth).toBe(Math.max(0, ...all.map((path) => path.length)));
        expect(size.aliases).toBe(matches(text, /[xy]: /g));
        expect(size.directives).toBe(matches(text, /@/g));
        expect(size.operations).toBe(matches(text, /query/g));
      }),
    );
  });

  it('finds a field that leads in circles', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const inner = (document: DocumentNode) =>
          paths(document).map((path, _, all) =>
            all.some((other) => other.length > path.length && path.every((name, at) => other[at] === name))
              ? path
              : path.slice(0, -1),
          );
        const most = Math.max(
          0,
          ...inner(parse(text)).map((path) =>
            Math.max(0, ...path.map((name) => path.filter((each) => each === name).length)),
          ),
        );
        expect(recursionOf(parse(text))).toBe(most);
      }),
    );
  });

  it('counts tokens as the parser does', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const { tokens } = measureDocument(parse(text));
        expect(() => parse(text, { maxLexicalTokens: tokens })).not.toThrow();
        expect(() => parse(text, { maxLexicalTokens: tokens - 1 })).toThrow(/tokens/);
      }),
    );
  });

  it('tells the longest name, and the longest number or text, but not of comments', () => {
    const longest = (text: string) => {
      const { name, text: value } = measureDocument(parse(text));
      return [name, value];
    };
    expect(longest('{ a bcd }')).toEqual([3, 0]);
    expect(longest('{ a(b: "12345") }')).toEqual([1, 5]);
    expect(longest('{ a(b: """123456""") }')).toEqual([1, 6]);
    expect(longest('{ a(b: 1234567) }')).toEqual([1, 7]);
    expect(longest('{ a(b: 1.234567) }')).toEqual([1, 8]);
    expect(longest('# 1234567890\n{ a(b: "\\u00e9") }')).toEqual([1, 1]);
  });

  it.each([
    ['{ a }', 1],
    ['\n\r\n\r{ a }', 4],
    ['{ a(b: """\n\n""") }\n', 4],
  ])('counts lines as graphql-js does: %j', (text, lines) => {
    expect(measureDocument(parse(text)).lines).toBe(lines);
  });

  it('is known at once where 25 fragments spread out to 2^25 fields', () => {
    const doubling = Array.from(
      { length: 25 },
      (_, i) => `fragment F${String(i)} on T { a { ...F${String(i + 1)} } b { ...F${String(i + 1)} } }`,
    );
    const { fields, depth } = measureDocument(parse(`{ ...F0 } ${doubling.join(' ')} fragment F25 on T { a }`));
    expect([fields, depth]).toEqual([2 ** 25 * 3 - 2, 26]);
  });

  it('stays a number where fragments spread out without end', () => {
    const doubling = Array.from(
      { length: 400 },
      (_, i) => `fragment F${String(i)} on T { a { ...F${String(i + 1)} ...F${String(i + 1)} } }`,
    );
    const { fields } = measureDocument(parse(`{ ...F0 } ${doubling.join(' ')} fragment F400 on T { a }`));
    expect(fields).toBe(1e9);
  });

  it('is known of a fragment that contains itself', () => {
    const document = parse('{ ...F } fragment F on T { a { ...G } } fragment G on T { b { ...F } }');
    expect(measureDocument(document)).toMatchObject({ fields: 2, depth: 2 });
    expect(recursionOf(document)).toBe(1);
  });

  it('is the same depth with fragments and without', () => {
    const plain = measureDocument(parse('{ a { b { c } } }'));
    const spread = measureDocument(
      parse('{ ...A } fragment A on T { a { ... { b { ...C } } } } fragment C on T { c }'),
    );
    expect(spread.depth).toBe(plain.depth);
  });

  it('counts introspection as one level: graphql-js has a bound of its own for it', () => {
    expect(measureDocument(parse('{ __schema { types { fields { type { name } } } } }')).depth).toBe(1);
  });
});
