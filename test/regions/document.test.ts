import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BREAKS } from './breaks';
import { LOSSES } from './losses';

const TEXT = readFileSync(join(__dirname, '../../docs/regions.md'), 'utf8');

/** The lines between a mark and the end of it. */
function marked(mark: string): string[] {
  const [, after = ''] = TEXT.split(`<!-- ${mark} -->\n`);
  return after.slice(0, after.indexOf('<!-- end -->')).trim().split('\n');
}

test('docs/regions.md says of each break that is simulated, and of no other', () => {
  const [, , ...rows] = marked('breaks').map((row) => row.split('|').map((cell) => cell.trim()));
  expect(rows.map(([, name]) => name).sort()).toEqual(Object.keys(BREAKS).sort());
  // What happens, and what would have to change.
  for (const row of rows) expect(row.slice(2, 4)).not.toContain('');
});

test('docs/regions.md says of each loss that is simulated, and of no other', () => {
  const names = marked('losses').map((line) => /^- \*\*([^*]+)\*\*: /.exec(line)?.[1]);
  expect(names.sort()).toEqual(Object.keys(LOSSES).sort());
});
