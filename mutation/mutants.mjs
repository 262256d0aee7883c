import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import places from './places.cjs';

const { ROOT, INSTRUMENTED } = places;

export const FOLDERS = ['src/access', 'src/model', 'src/projection', 'src/loading'];

const QUIET = { debug() {}, info() {}, isDebugEnabled: () => false, warn: console.warn };
/** None is left out: the text of a message is a promise, too. */
const OPTIONS = { plugins: null, excludedMutations: [], ignorers: [] };

/** All mutants of the four folders; and the files that hold them, each behind a switch, are written for jest. */
export async function makeMutants() {
  const sources = new Map(FOLDERS.flatMap(filesIn).map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]));
  const files = [...sources].map(([name, content]) => ({ name, content, mutate: true }));
  const { files: instrumented, mutants } = await new Instrumenter(QUIET).instrument(files, OPTIONS);
  rmSync(INSTRUMENTED, { recursive: true, force: true });
  for (const { name, content } of instrumented) {
    mkdirSync(path.dirname(path.join(INSTRUMENTED, name)), { recursive: true });
    writeFileSync(path.join(INSTRUMENTED, name), content);
  }
  return named(mutants.map((mutant) => described(mutant, sources.get(mutant.fileName))));
}

function filesIn(folder) {
  return readdirSync(path.join(ROOT, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name))
    .sort();
}

function described({ id, fileName: file, location: { start, end }, mutatorName: mutator, replacement }, source) {
  const lines = source.split('\n');
  const offset = ({ line, column }) => lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + column;
  const original = source.slice(offset(start), offset(end));
  return { id, file, line: start.line + 1, text: lines[start.line].trim(), mutator, original, replacement };
}

/** A name that outlives changes elsewhere in the file: by what is changed into what, and which of several such it is. */
function named(mutants) {
  const seen = new Map();
  return mutants.map((mutant) => {
    const change = JSON.stringify([mutant.file, mutant.text, mutant.original, mutant.replacement]);
    const before = seen.get(change) ?? 0;
    seen.set(change, before + 1);
    return { ...mutant, name: `${change}#${before}` };
  });
}

/** So many of the mutants, drawn by the seed; where the code changes, most of the sample stays. */
export function sampleOf(mutants, { seed, size }) {
  const rank = ({ name }) => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  const ranked = mutants.map((mutant) => ({ mutant, rank: rank(mutant) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.slice(0, size).map(({ mutant }) => mutant);
}
