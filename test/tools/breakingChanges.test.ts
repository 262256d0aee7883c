import { buildSchema } from 'graphql';
import { unannounced } from '../../tools/breakingChanges';

const NOW = new Date('2026-06-01');
const RELEASED = `
  type Query { kept: String going: String @deprecated(reason: "Use kept. deletionDate: 2026-05-31") later: String @deprecated(reason: "deletionDate: 2026-06-02") }
  enum Size { SMALL LARGE @deprecated(reason: "deletionDate: 2026-01-01") }
`;

function missed(after: string): string[] {
  return unannounced(buildSchema(RELEASED), buildSchema(after), NOW).map(({ description }) => description);
}

describe('what clients of the last release would miss', () => {
  it('is nothing where the schema only grows', () => {
    expect(missed(`${RELEASED} type More { field: String }`)).toEqual([]);
  });

  it('is a field or value that goes without a word, or before its day', () => {
    const after = 'type Query { going: String } enum Size { LARGE }';
    expect(missed(after)).toEqual([
      'Query.kept was removed.',
      'Query.later was removed.',
      'SMALL was removed from enum type Size.',
    ]);
  });

  it('is not what was announced for a day that is over', () => {
    expect(missed('type Query { kept: String later: String } enum Size { SMALL }')).toEqual([]);
  });

  it('is a type that changes, or an argument that becomes required, announced or not', () => {
    expect(missed('type Query { kept(now: Int!): String going: Int later: String } enum Size { SMALL }')).toEqual([
      expect.stringMatching(/now/),
      expect.stringMatching(/Query\.going/),
    ]);
  });
});
