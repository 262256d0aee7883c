/** What is as good done twice as once is asked for again, so often at most, */
const TRIES = 3;
/** and so long altogether: a request has to say what became of it in time. */
const ALTOGETHER_MS = 4000;

/**
 * Does what somebody relies on once they were told, and may be done twice. Not with the request's own signal: whoever hangs up now would leave open
 * what they wanted to close. Rejects as the last try did.
 */
export async function untilTaken(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const signal = AbortSignal.timeout(ALTOGETHER_MS);
  for (let tried = 1; ; tried += 1) {
    try {
      await work(signal);
      return;
    } catch (cause) {
      if (tried === TRIES || signal.aborted) throw cause;
    }
  }
}
