import { Interrupted, pause, undoing, wasInterrupted } from './interruption';

/** Where the API under proof runs: on this machine, or in a sandbox account of AWS’s. */
export type Where = 'local' | 'aws';

export interface Step<Site> {
  readonly name: string;
  readonly about: string;
  readonly where: readonly Where[];
  /** Does it, and says each thing that it saw. Rejects with an `Unproven` where that is not what was expected. */
  readonly run: (site: Site, say: (saw: string) => void) => Promise<void>;
}

/** Something that is not as it was expected: told in a sentence, with what to do. */
export class Unproven extends Error {
  override readonly name = 'Unproven';

  constructor(expected: string, came: string, todo: string) {
    super(`Expected ${expected}; ${came}. ${todo}`);
  }
}

interface Outcome {
  readonly name: string;
  readonly result: 'seen' | 'FAILED' | 'interrupted' | 'not here';
  readonly seconds: number;
}

type Print = (line: string) => void;

/**
 * Runs the steps in their order, printing what each saw. One that fails does not keep the next ones from running: what was made must be
 * destroyed. After an interruption nothing more is begun, and the site is left. Resolves with whether everything was seen.
 */
export async function runSteps<Site extends { readonly leave: (say: Print) => Promise<void> }>(
  steps: readonly Step<Site>[],
  where: Where,
  site: Site,
  print: Print,
): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    if (wasInterrupted()) break;
    const startedAt = performance.now();
    const result = step.where.includes(where) ? await runStep(step, site, print) : 'not here';
    outcomes.push({ name: step.name, result, seconds: (performance.now() - startedAt) / 1_000 });
  }
  if (wasInterrupted()) await undoing(async () => site.leave((saw) => print(`\n${saw}`)));
  print('');
  print('| step | result | seconds |');
  print('| --- | --- | --- |');
  for (const { name, result, seconds } of outcomes) print(`| ${name} | ${result} | ${seconds.toFixed(1)} |`);
  return outcomes.every(({ result }) => result === 'seen' || result === 'not here');
}

async function runStep<Site>({ name, about, run }: Step<Site>, site: Site, print: Print): Promise<Outcome['result']> {
  print(`\n${name}: ${about}`);
  try {
    await run(site, (saw) => print(`  ${name} saw: ${saw}`));
    return 'seen';
  } catch (error) {
    const isInterrupted = error instanceof Interrupted;
    print(`  ${name} ${isInterrupted ? 'ended' : 'FAILED'}: ${sentenceOf(error)}`);
    return isInterrupted ? 'interrupted' : 'FAILED';
  }
}

/** What is expected to go wrong says so in a sentence; of anything else, the first line, and where it was. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join(' And then: ');
  if (!(error instanceof Error)) return String(error);
  if (TOLD.has(error.name)) return /[.?!]$/.test(error.message) ? error.message : `${error.message}.`;
  const [, at = ''] = (error.stack ?? '').split('\n    at ');
  return `${error.message.split('\n')[0] ?? ''} (${at}).`;
}

/** Errors whose message is a sentence for whoever runs this. */
const TOLD = new Set(['Unproven', 'AwsRefusal', 'Interrupted', 'Misused']);

/** It was called in a way that makes no sense: told before anything is begun. */
export class Misused extends Error {
  override readonly name = 'Misused';
}

/** Whatever `parse` does not take of the command line is misuse. */
export function readOptions<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Misused(`${(error as Error).message.split('\n')[0] ?? ''} See --help`);
  }
}

/** Asks again and again until there is an answer. Rejects with an `Unproven` after so many minutes. */
export async function untilThere<T>(
  what: string,
  look: () => Promise<T | null>,
  { minutes, pauseMs = 5_000, todo = 'Look at it in the console of AWS.' }: Patience,
): Promise<T> {
  const deadline = performance.now() + minutes * 60_000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline)
      throw new Unproven(what, `it did not come within ${String(minutes)} minutes`, todo);
    await pause(pauseMs);
  }
}

interface Patience {
  readonly minutes: number;
  readonly pauseMs?: number;
  readonly todo?: string;
}
