import { Kind, OperationTypeNode, parse, type DefinitionNode } from 'graphql';
import { isQueryOnly } from '../../src/browser/isQueryOnly';

describe('a document', () => {
  it.each([
    '{ viewer { roles } }',
    'query Mutation { a }',
    '# a mutation\n{ a }',
    '{ a(text: "mutation { b }") }',
    '{ a(text: """ mutation { "b" } \\""" subscription """) }',
    'query { mutations subscriptionOf }',
  ])('is a query: %s', (document) => {
    expect(isQueryOnly(document)).toBe(true);
  });

  it.each([
    'mutation { a }',
    'query Q { a } mutation M { b }',
    '{ a }\n# comment\nsubscription { b }',
    '{ a(text: "# no comment") } mutation { b }',
    '{ a(text: "\\"") } mutation { b }',
    '{ a(text: "\\\\") } mutation { b }',
    '{ a(text: """ \\""" """) } mutation { b }',
    '{ a(text: "") } mutation { b }',
    '{ a(text: """""") } mutation { b }',
    '# comment\rmutation { b }',
    '{ a }\uFEFFmutation{b}',
    '{ a },mutation,M{b}',
  ])('is none, or not alone: %s', (document) => {
    const isOther = (each: DefinitionNode) =>
      each.kind === Kind.OPERATION_DEFINITION && each.operation !== OperationTypeNode.QUERY;
    expect(parse(document).definitions.some(isOther)).toBe(true);
    expect(isQueryOnly(document)).toBe(false);
  });
});
