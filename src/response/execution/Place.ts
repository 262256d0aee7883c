/** An object or a list of the answer, while it is filled. */
export type Container = Record<string | number, unknown>;

/** A place in the answer: what graphql-js calls a path, which also knows what stands there. The root has none. */
export class Place {
  constructor(
    readonly prev: Place | undefined,
    readonly key: string | number,
    /** Of the object that it is a field of; `undefined` for an item of a list. */
    readonly typename: string | undefined,
    private readonly container: Container,
    private readonly isNullable: boolean,
  ) {}

  put(value: unknown): void {
    this.container[this.key] = value;
  }

  /** The nearest place, from here up, that may hold `null`: `undefined` where that is the whole answer. */
  nullable(): Place | undefined {
    return this.isNullable ? this : this.prev?.nullable();
  }
}
