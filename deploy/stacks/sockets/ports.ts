/** What a task listens on. */
export const PORT = 4000;
/** Not the one that everybody looks for. */
export const REDIS_PORT = 6380;
