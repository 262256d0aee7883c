import type { HoldingSource } from '../access/AccessConfiguration';
import { errorOf } from '../storage/calls/errors';
import { done, GuardedRead, type Found, type ReadStep, type Step } from './GuardedRead';
import type { ItemLoader } from './ItemLoader';
import type { ReaderOptions } from './ReaderOptions';

const NOTHING_ASKED: ReadonlySet<string> = new Set();

/** Takes guarded reads to their end, the steps of many items together. */
export class ItemFinder {
  constructor(
    private readonly options: ReaderOptions,
    private readonly loader: ItemLoader,
  ) {}

  /**
   * What each of these reads leads to; what was found before stays in its place. At once where nothing has to be read: a promise for each
   * item costs more than its decision.
   */
  find(reads: readonly (GuardedRead | Found)[]): readonly Found[] | Promise<readonly Found[]> {
    const steps = reads.map((read) => (read instanceof GuardedRead ? this.next(read, NOTHING_ASKED) : done(read)));
    return steps.every(isDone) ? steps.map(foundIn) : this.findLater(steps);
  }

  /** Whatever is to be learnt of the caller comes before any item is read: it may spare reads, and those left go together. */
  private async findLater(first: readonly Step[]): Promise<readonly Found[]> {
    const asked = new Set<string>();
    let steps = first;
    while (!steps.every(isDone))
      steps = steps.some(({ kind }) => kind === 'learn')
        ? await this.learn(steps, asked)
        : await this.read(steps, asked);
    return steps.map(foundIn);
  }

  /** The next step of each item that waits for facts of the caller. What these did not tell, nobody else will. */
  private async learn(steps: readonly Step[], asked: Set<string>): Promise<readonly Step[]> {
    const sources = [...new Set(steps.flatMap((step) => (step.kind === 'learn' ? step.sources : [])))];
    const { callerFacts } = this.options;
    const failure = await callerFacts.learn(sources).then(() => null, errorOf);
    const isKnown = (source: string) => callerFacts.principal.holds(source as HoldingSource) !== undefined;
    for (const source of sources) if (failure === null || isKnown(source)) asked.add(source);
    return steps.map((step) => {
      if (step.kind !== 'learn') return step;
      return failure && !step.sources.every(isKnown) ? done(failure) : this.next(step.of, asked);
    });
  }

  /** The next step of each item of which something is to be read. */
  private async read(steps: readonly Step[], asked: ReadonlySet<string>): Promise<readonly Step[]> {
    const items = await this.loader.loadAll(steps.filter(isRead));
    let position = 0;
    return steps.map((step) => {
      if (step.kind !== 'read') return step;
      const item = items[position++] ?? null;
      if (item instanceof Error) return done(item);
      if (item) step.of.add(step.attributes, item);
      else step.of.addAbsence();
      return this.next(step.of, asked);
    });
  }

  /** Tells what is denied before more is read, which may refuse the operation, and what is shown. */
  private next(read: GuardedRead, asked: ReadonlySet<string>): Step {
    const { callerFacts, onDeniedBeforeRead, trace } = this.options;
    try {
      const step = read.next(callerFacts.principal, asked);
      if (step.kind === 'learn') return step;
      for (const field of step.denied) onDeniedBeforeRead(field, read.provedFacts);
      if (trace && step.kind === 'done' && step.found && !(step.found instanceof Error) && !read.isAside)
        trace.shown(read.path, read.key, step.found, read.known);
      return step;
    } catch (cause) {
      return done(errorOf(cause));
    }
  }
}

function isDone(step: Step): step is Extract<Step, { kind: 'done' }> {
  return step.kind === 'done';
}

function isRead(step: Step): step is ReadStep {
  return step.kind === 'read';
}

function foundIn(step: Step): Found {
  return step.kind === 'done' ? step.found : null;
}
