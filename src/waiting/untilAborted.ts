/**
 * Waits for the promise, but no longer than until the signal is aborted, or so long after that: then it rejects with an `AbortError`. What is
 * waited for is not ended by that, and its failure after that is nobody's.
 */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined, afterMs = 0): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const end = () => reject(aborted());
    const abort = () => {
      if (afterMs > 0) timer = setTimeout(end, afterMs);
      else end();
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    promise.then(resolve, reject).then(over, over);
  });
}

/** Named as the platform names it. */
export function aborted(): Error {
  return Object.assign(new Error('the wait was aborted'), { name: 'AbortError' });
}
