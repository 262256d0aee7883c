import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';

const controller = new AbortController();
const undoings = new AsyncLocalStorage<true>();

/** How a process ends that was interrupted. */
export const INTERRUPTED = 130;

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  override readonly message = 'it was interrupted';
}

/**
 * From now on Ctrl-C, SIGTERM, a closed terminal or a pipe that nobody reads keep anything new from being begun: what was begun is undone, and
 * then the process ends. The second of them ends it at once.
 */
export function listenForInterruption(): void {
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
    process.stderr.write(
      '\nInterrupted: what was begun is undone first. Once more ends it at once, and leaves that.\n',
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // Each write to it fails from then on.
  process.stdout.on('error', () => controller.signal.aborted || interrupt());
  process.stderr.on('error', () => undefined);
}

export const wasInterrupted = (): boolean => controller.signal.aborted;

/** Throws an `Interrupted` after an interruption, unless something is being undone. */
export function assertUninterrupted(): void {
  if (isToStop()) throw new Interrupted();
}

const isToStop = (): boolean => controller.signal.aborted && undoings.getStore() === undefined;

/** Does what has to be done after an interruption as well. */
export async function undoing<T>(act: () => Promise<T>): Promise<T> {
  return undoings.run(true, act);
}

/** Uses something, and undoes it whatever comes of that. Where both fail, rejects with an `AggregateError` of both. */
export async function undoneAfter<T>(use: () => Promise<T>, undo: () => Promise<unknown>): Promise<T> {
  let used: T;
  try {
    used = await use();
  } catch (error) {
    await undoing(undo).catch((also: unknown) => {
      throw new AggregateError([error, also]);
    });
    throw error;
  }
  await undoing(undo);
  return used;
}

/** Waits, and throws an `Interrupted` at once where that is to stop. */
export async function pause(milliseconds: number): Promise<void> {
  assertUninterrupted();
  const { signal } = controller;
  const isUndoing = undoings.getStore() === true;
  await setTimeout(milliseconds, undefined, isUndoing ? {} : { signal }).catch(() => undefined);
  assertUninterrupted();
}

/** Calls back at an interruption, unless this undoes something. Call what it answers with when that is not wanted any more. */
export function onInterruption(callBack: () => void): () => void {
  if (undoings.getStore()) return () => undefined;
  const { signal } = controller;
  signal.addEventListener('abort', callBack);
  return () => {
    signal.removeEventListener('abort', callBack);
  };
}
