/** Nothing came in time. */
export class DeadlineError extends Error {
  override readonly name = 'TimeoutError';
}

/** Waits for the promise for so long, then rejects with a {@link DeadlineError}. What is waited for is not ended by that. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError(`nothing came within ${milliseconds} ms`)), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
