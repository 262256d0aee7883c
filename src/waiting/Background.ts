/** Work that goes on while nobody waits for it. It must not reject: there is nobody to hear of it. */
export class Background {
  private readonly works = new Set<Promise<void>>();

  add(work: Promise<void>): void {
    this.works.add(work);
    const remove = () => this.works.delete(work);
    work.then(remove, remove);
  }

  /** Resolves when all that was added until now is over. */
  async over(): Promise<void> {
    await Promise.all(this.works);
  }
}
