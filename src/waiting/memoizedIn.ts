interface Known<Key, T> {
  get(key: Key): Promise<T> | undefined;
  set(key: Key, promise: Promise<T>): unknown;
  delete(key: Key): unknown;
}

/**
 * As `Memoized`, for answers under many keys. What is not `isGood` is told to those who waited for it, and forgotten, as a failure is.
 * `ask` must end.
 */
export async function memoizedIn<Key, T>(
  known: Known<Key, T>,
  key: Key,
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean = () => true,
): Promise<T> {
  const before = known.get(key);
  if (before) return before;
  const promise = ask();
  const forget = () => {
    if (known.get(key) === promise) known.delete(key);
  };
  promise.then((answer) => {
    if (!isGood(answer)) forget();
  }, forget);
  known.set(key, promise);
  return promise;
}
