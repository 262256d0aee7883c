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
  readonly result: 'seen' | 'FAILED' | 'not here';
  readonly seconds: number;
}

/**
 * Runs the steps in their order, printing what each saw. One that fails does not keep the next ones from running: what was made must be
 * destroyed. Resolves with whether none failed.
 */
export async function runSteps<Site>(
  steps: readonly Step<Site>[],
  where: Where,
  site: Site,
  print: (line: string) => void,
): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const startedAt = performance.now();
    const result = step.where.includes(where) ? await runStep(step, site, print) : 'not here';
    outcomes.push({ name: step.name, result, seconds: (performance.now() - startedAt) / 1_000 });
  }
  print('');
  print('| step | result | seconds |');
  print('| --- | --- | --- |');
  for (const { name, result, seconds } of outcomes) print(`| ${name} | ${result} | ${seconds.toFixed(1)} |`);
  return outcomes.every(({ result }) => result !== 'FAILED');
}

async function runStep<Site>(
  { name, about, run }: Step<Site>,
  site: Site,
  print: (line: string) => void,
): Promise<Outcome['result']> {
  print(`\n${name}: ${about}`);
  try {
    await run(site, (saw) => print(`  ${name} saw: ${saw}`));
    return 'seen';
  } catch (error) {
    print(`  ${name} FAILED: ${sentenceOf(error)}`);
    return 'FAILED';
  }
}

/** What is expected to go wrong says so in a sentence; of anything else, the first line, and where it was. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Unproven) return error.message;
  if (!(error instanceof Error)) return String(error);
  const [, at = ''] = (error.stack ?? '').split('\n    at ');
  return `${error.message.split('\n')[0] ?? ''} (${at}).`;
}

/** Asks again and again until there is an answer. Rejects with an `Unproven` after so many minutes. */
export async function untilThere<T>(
  what: string,
  look: () => Promise<T | null>,
  { minutes, pauseMs = 5_000 }: { readonly minutes: number; readonly pauseMs?: number },
): Promise<T> {
  const deadline = performance.now() + minutes * 60_000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline)
      throw new Unproven(
        what,
        `it did not come within ${String(minutes)} minutes`,
        'Look at it in the console of AWS.',
      );
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
