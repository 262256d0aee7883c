import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** What it copies from the project, stage by stage. */
const copied = [...readFileSync(join(ROOT, 'Dockerfile'), 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
  ([, names = '']) => names.split(' '),
);

test('the Dockerfile copies files that are there', () => {
  expect(copied.length).toBeGreaterThan(5);
  expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('no image is built with tools, tests or benches', () => {
  expect(copied.filter((path) => /^(\.|tools|test|bench|mutation|clients)(\/|$)/.test(path))).toEqual([]);
});
