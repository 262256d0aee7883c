/** What is asked for anew each time, but not twice at once: whoever comes while it is pending waits for the same answer. */
export class Shared<T> {
  private promise: Promise<T> | null = null;

  /** `ask` must end: everybody who comes while it is pending waits for it. */
  constructor(private readonly ask: () => Promise<T>) {}

  async get(): Promise<T> {
    this.promise ??= this.begin();
    return this.promise;
  }

  private begin(): Promise<T> {
    const promise = this.ask();
    const forget = () => {
      if (this.promise === promise) this.promise = null;
    };
    promise.then(forget, forget);
    return promise;
  }
}
