import type { BaseLogger } from 'pino';

/** Where lines go. What they may say, `createLogger` decides. */
export type Log = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;
