import { UsageError } from './UsageError';

/** Runs a command that works on files: one that was typed wrongly ends with a sentence and 1, and no stack. */
export function runTool(main: () => void): void {
  try {
    main();
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    process.exitCode = 1;
  }
}
