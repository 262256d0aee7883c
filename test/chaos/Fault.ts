/** What a dependency can do, beside its work. */
export const FAULTS = ['killed', 'stopped', 'slowed', 'cut in the middle', 'answering nonsense'] as const;
export type Fault = (typeof FAULTS)[number];

/** Longer than a connection may take, shorter than an answer may. */
export const SLOWED_MS = 700;
