import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricsTable } from './metricsTable';

test('docs/operations.md has a row for each metric, as the code has it', () => {
  const text = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
  const [, table] = /<!-- metrics: .* -->\n([^]*?)\n<!-- end -->/.exec(text) ?? [];
  // Where this fails, what stands here is the table to put there.
  expect(table).toBe(metricsTable());
});
