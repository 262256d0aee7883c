import type { FastifyBaseLogger } from 'fastify';
import { describeFault } from '../../../observe/faultLog';

interface Options {
  readonly logger: FastifyBaseLogger;
  /** Ends everything step by step. Called once. */
  readonly end: () => Promise<void>;
  /** How long that may take. */
  readonly withinMs: number;
}

type Signal = 'SIGTERM' | 'SIGINT';
const EXIT_CODES: Readonly<Record<Signal, number>> = { SIGTERM: 143, SIGINT: 130 };

/**
 * Ends this process step by step when a signal comes, with exit code 0, and when nobody caught an error, with 1: after such a one
 * nothing is certain any more, but what is under way can be finished. A second signal ends it at once.
 */
export function endProcess({ logger, end, withinMs }: Options): void {
  let exitCode = 0;
  let isEnding = false;
  let isSignalled = false;
  const failed = (error: unknown, message: string): void => {
    exitCode = 1;
    logger.fatal({ event: 'uncaught', ...describeFault(error) }, message);
  };
  const finish = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => {
      logger.fatal({ event: 'ending', milliseconds: withinMs }, 'the process did not end in time');
      process.exit(1);
    }, withinMs).unref();
    await end().catch((cause: unknown) => failed(cause, 'the process could not end step by step'));
    logger.info({ event: 'ended', exitCode }, 'the process ends');
    process.exit(exitCode);
  };
  onSignals((signal) => {
    if (isSignalled) process.exit(EXIT_CODES[signal]);
    isSignalled = true;
    logger.info({ event: 'ending', signal }, 'the process was told to end');
    void finish();
  });
  onUncaught((error) => {
    failed(error, 'an error was caught by nobody');
    void finish();
  });
}

/**
 * Hears of every error and rejection that nobody caught, instead of node, which would print the message and end at once; and that nobody reads
 * an output any more, once: whoever says so writes to an output, and would hear of that for ever.
 */
export function onUncaught(listener: (error: unknown) => void): void {
  process.on('uncaughtException', listener).on('unhandledRejection', listener);
  let isClosed = false;
  const reportOnce = (error: unknown): void => {
    if (isClosed) return;
    isClosed = true;
    listener(error);
  };
  for (const output of [process.stdout, process.stderr]) output.on('error', reportOnce);
}

function onSignals(listener: (signal: Signal) => void): void {
  process.on('SIGTERM', listener).on('SIGINT', listener);
}
