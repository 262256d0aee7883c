import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A question that the guide asks, and the data that it says is answered. */
export interface Question {
  readonly who: string;
  readonly query: string;
  readonly data: unknown;
}

interface Block {
  readonly language: string;
  /** What stands behind the language: a path, or who asks. */
  readonly label: string;
  readonly text: string;
}

const FENCE = /^```(\w+)(?: ([^\n]+))?\n([\s\S]*?)^```$/gm;

function blocksOf(guide: string): Block[] {
  const text = readFileSync(guide, 'utf8');
  return [...text.matchAll(FENCE)].map(([, language = '', label = '', body = '']) => ({ language, label, text: body }));
}

/** Does to the project in `root` what the guide says: new files as they stand there, changes where their lines are found. */
export function followSteps(guide: string, root: string): string[] {
  const steps = blocksOf(guide).filter(({ language, label }) => ['ts', 'diff'].includes(language) && label !== '');
  for (const { language, label, text } of steps) {
    const path = join(root, label);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, language === 'ts' ? text : changed(readFileSync(path, 'utf8'), text, label));
  }
  return steps.map(({ label }) => label);
}

/** A context line's first space, a `-` and a `+` mean what they mean to `patch`; the place is found by the lines themselves. */
function changed(before: string, diff: string, name: string): string {
  const lines = diff.split('\n').filter((line) => line !== '');
  const side = (marks: string) =>
    lines
      .filter(([mark = '']) => marks.includes(mark))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const [old, now] = [side(' -'), side(' +')];
  const found = before.split(old).length - 1;
  if (found !== 1)
    throw new Error(`the guide changes ${name} where it reads\n${old}which stands there ${String(found)} times`);
  return before.replace(old, () => now);
}

/** What the guide asks in the end, in order. */
export function questionsOf(guide: string): Question[] {
  const blocks = blocksOf(guide);
  return blocks.flatMap(({ language, label, text }, index) => {
    if (language !== 'graphql') return [];
    return [
      { who: label.replace(/^as /, ''), query: text, data: JSON.parse(blocks[index + 1]?.text ?? 'null') as unknown },
    ];
  });
}
