import { reportFailure } from '../../src/local/command';
import { SchemaRuleError } from '../../src/model/checks/compileModel';

test('a schema that cannot be enforced: every problem is told, not the first line', () => {
  const said = jest.spyOn(console, 'error').mockImplementation(() => {});
  reportFailure(new SchemaRuleError(['Thing.cost: expected this', 'Thing.name: expected that']));
  expect(said.mock.calls.flat().join('\n')).toContain('  - Thing.cost: expected this\n  - Thing.name: expected that');
  said.mockRestore();
});
