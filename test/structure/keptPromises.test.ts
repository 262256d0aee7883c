import { spawnSync } from 'node:child_process';

const KEPT = [
  'class Kept { private held: unknown; keep() { this.held ??= ask(); } }',
  'class Kept { private held: unknown; keep() { this.held = ask(); } }',
  'class Kept { private readonly held = ask(); }',
  'class Kept { static held = ask(); }',
  'function keep(other: { held: unknown }) { other.held = ask(); }',
  'function keep(held: Record<string, unknown>, key: string) { held[key] = ask(); }',
  'const kept = ask();',
  'export const kept = ask();',
  'let kept: unknown; function keep() { kept = ask(); }',
  'function keep(held: Map<string, unknown>) { held.set("a", ask()); }',
  'function keep(held: Set<unknown>) { held.add(ask()); }',
  'function keep(held: unknown[]) { held.push(ask()); }',
  'function keep(held: unknown) { held ||= ask(); return held; }',
];
const NOT_KEPT = [
  'async function use() { const answer = ask(); return answer; }',
  'async function use() { let answer; answer = ask(); return answer; }',
  'class Kept { private held = 0; async keep() { this.held = await ask(); } }',
  'function use(works: { add(work: Promise<number>): void }) { works.add(ask()); }',
];

/** The lines in which a promise is found kept. */
function found(lines: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, ['test/structure/lintKeptPromises.mjs'], {
    input: lines.join('\n'),
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
}

test('a promise that is kept is found, wherever it is kept, and no other', () => {
  const asked = 'async function ask(): Promise<number> { return 1; }';
  expect(found([asked, ...NOT_KEPT, 'export {};'].map(renamed))).toEqual([]);
  expect(found([asked, ...KEPT, 'export {};'].map(renamed))).toEqual(KEPT.map((_, index) => index + 2));
});

/** So that names of one line do not meet those of another. */
function renamed(line: string, index: number): string {
  return line.replace(/\b(Kept|kept|keep|use)\b/g, `$1${String(index)}`);
}
