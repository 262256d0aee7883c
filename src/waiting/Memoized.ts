/**
 * What is asked for once: whoever comes while it is pending waits for the same answer, and an answer that is good is kept. A failure is told
 * to those who waited for it, and forgotten: whoever comes later asks anew.
 */
export class Memoized<T> {
  private promise: Promise<T> | null = null;
  private answer: { readonly good: T } | null = null;

  /** `ask` must end: everybody who comes while it is pending waits for it. */
  constructor(private readonly ask: () => Promise<T>) {}

  /** Pending or good; `null` where nobody has asked since the last failure. */
  get current(): Promise<T> | null {
    return this.promise;
  }

  /** Without waiting, once it is good; `undefined` before. */
  get ready(): T | undefined {
    return this.answer?.good;
  }

  async get(): Promise<T> {
    this.promise ??= this.begin();
    return this.promise;
  }

  private begin(): Promise<T> {
    const promise = this.ask();
    promise.then(
      (good) => (this.answer = { good }),
      () => (this.promise = null),
    );
    return promise;
  }
}
