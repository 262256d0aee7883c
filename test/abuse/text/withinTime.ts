import { createContext, Script } from 'node:vm';

/** Longer is a hang: the slowest of what is allowed takes a hundredth of it. */
const A_SECOND_MS = 1000;

const inside: { run: () => unknown } = { run: () => undefined };
const context = createContext(inside);
const script = new Script('run()');

/** Runs it, and throws where it takes longer than a second: also a pattern that would run for hours is interrupted. */
export function withinASecond(run: () => unknown): void {
  inside.run = run;
  script.runInContext(context, { timeout: A_SECOND_MS });
}
