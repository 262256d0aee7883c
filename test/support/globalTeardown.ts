/** Stops the engine that globalSetup started. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.fieldgateTestEngine?.stop();
}
