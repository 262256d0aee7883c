/** The element at that index. Throws a `RangeError` where there is none. */
export function at<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError(`expected an index below ${list.length}, got ${index}`);
  return list[index] as T;
}
