import type { Log } from './requests/Log';
import { misspeltVariables } from '../configuration/misspeltVariables';

/** Logs which variables are nearly ours and are not: what they say counts for nothing, and whoever set them believes otherwise. */
export function logMisspelt(env: Readonly<Record<string, string | undefined>>, logger: Pick<Log, 'warn'>): void {
  for (const { name: variable, meant } of misspeltVariables(env))
    logger.warn({ event: 'start', variable, meant }, 'a variable of the environment is not known');
}
