import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const ROOT = join(__dirname, '../..');

interface Instruction {
  readonly name: string;
  readonly words: string;
}

/** What an image starts with, as its stage says. */
interface Started {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface ProductionStage extends Started {
  readonly healthCheck: readonly string[];
}

const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

/** Each stage by its name. Lines that go on in the next one are not used here. */
function stages(): Map<string, Instruction[]> {
  const found = new Map<string, Instruction[]>();
  let stage: Instruction[] = [];
  for (const line of dockerfile.split('\n')) {
    const [, name = '', words = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (name === 'FROM') found.set(/ AS (\S+)$/.exec(words)?.[1] ?? '', (stage = []));
    if (name !== '') stage.push({ name, words });
  }
  return found;
}

function stageNamed(name: string): Instruction[] {
  const stage = stages().get(name);
  if (!stage) throw new Error(`expected a stage ${name} in the Dockerfile`);
  return stage;
}

const wordsOf = (stage: readonly Instruction[], name: string) =>
  stage.filter((each) => each.name === name).map(({ words }) => words);

/** The last one of the kind counts. */
const last = (stage: readonly Instruction[], name: string): string => wordsOf(stage, name).at(-1) ?? '';

const wordsIn = (json: string) => JSON.parse(json) as string[];

function startedBy(stage: readonly Instruction[]): Started {
  const pairs = wordsOf(stage, 'ENV').flatMap((words) => words.split(' ').map((pair) => pair.split('=')));
  return {
    command: wordsIn(last(stage, 'CMD')),
    environment: Object.fromEntries(pairs as [string, string][]) as Record<string, string>,
  };
}

export function productionStage(): ProductionStage {
  const stage = stageNamed('production');
  return { ...startedBy(stage), healthCheck: wordsIn(last(stage, 'HEALTHCHECK').replace(/^.* CMD /, '')) };
}

export const localStage = (): Started => startedBy(stageNamed('local'));

/**
 * Makes the stage of the local stack in `folder`, line by line as the Dockerfile has it, with those that it builds on. The packages are those of
 * this project, linked.
 */
export function makeLocalStage(folder: string): void {
  for (const { name, words } of withThoseBefore('local')) {
    if (name === 'COPY') copyAll(words, ROOT, folder);
    if (name === 'RUN') runAsBuilt(words, folder);
  }
}

function withThoseBefore(name: string): Instruction[] {
  const stage = stageNamed(name);
  const [base = ''] = last(stage, 'FROM').split(' ');
  return stages().has(base) ? [...withThoseBefore(base), ...stage] : stage;
}

function runAsBuilt(words: string, folder: string): void {
  if (words.startsWith('npm ci ')) symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  else if (words.startsWith('npm run ')) execFileSync('npm', words.split(' ').slice(1), { cwd: folder, stdio: 'pipe' });
  else if (words.startsWith('mkdir .fieldgate ')) mkdirSync(join(folder, '.fieldgate'));
  else throw new Error(`expected a command that can be run here; got: ${words}`);
}

/**
 * Puts what the stage of production copies into `folder`, line by line as the Dockerfile has it. What another stage has made is made here
 * with that stage's own command, from this project as it was built; `beside` is where.
 */
export function copyProductionStage(folder: string, beside: string): void {
  const made = new Map<string, string>();
  for (const words of wordsOf(stageNamed('production'), 'COPY')) {
    const [, stage, sources = ''] = /^(?:--from=(\S+) )?(.+)$/.exec(words) ?? [];
    if (stage !== undefined && !made.has(stage)) made.set(stage, makeStage(stage, beside));
    copyAll(sources, stage === undefined ? ROOT : (made.get(stage) ?? ''), folder);
  }
}

/** What one line copies: `words` are its sources, and where they go. */
function copyAll(words: string, from: string, folder: string): void {
  const paths = words.split(' ');
  const to = paths.pop() ?? '';
  for (const path of paths) copyOne(join(from, path), folder, to, path);
}

/** `COPY a ./b/` puts `a` into `b`, `COPY a ./b` makes it `b`. */
function copyOne(from: string, folder: string, to: string, path: string): void {
  const target = to.endsWith('/') ? join(folder, to, path) : join(folder, to);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(from, target, { recursive: true });
}

/** Runs the last command of a stage, which writes into a folder at the root of that stage: here into the same one below `beside`. */
function makeStage(name: string, beside: string): string {
  const command = last(stageNamed(name), 'RUN');
  const [program, ...args] = command.split(' ').map((word) => (word.startsWith('/') ? join(beside, name, word) : word));
  if (program !== 'node') throw new Error(`expected the stage ${name} to end with a node program; got: ${command}`);
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  return join(beside, name);
}
