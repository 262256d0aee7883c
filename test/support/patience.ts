/** Against what hangs: whatever a test waits for comes, on a busy machine later. */
export const PATIENCE_MS = 60_000;
