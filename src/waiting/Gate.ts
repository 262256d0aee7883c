/** Something that is so at times: whoever comes waits until it is. Open and closed as often as one likes. */
export class Gate {
  private readonly waiting = new Set<() => void>();
  private isSo = false;

  get isOpen(): boolean {
    return this.isSo;
  }

  open(): void {
    this.isSo = true;
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  close(): void {
    this.isSo = false;
  }

  /** Resolves when it is open, also where it was closed and opened again meanwhile; with the signal, also when that aborts. */
  async opened(signal?: AbortSignal): Promise<void> {
    if (this.isSo || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        this.waiting.delete(end);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      this.waiting.add(end);
      signal?.addEventListener('abort', end);
    });
  }
}
