/** What a connection goes by: its socket, or the answer that it is. */
export interface Connected {
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

/** A connection that was let in, and what is to be done when it is over, however it ends: each once, and at once where it is over already. */
export class AdmittedConnection {
  private ends: (() => void)[] | null = [];

  constructor(connected: Connected) {
    // Of one that was closed while it was let in, nobody hears any more.
    if (connected.destroyed) this.end();
    else connected.once('close', () => this.end());
  }

  get isOver(): boolean {
    return this.ends === null;
  }

  atEnd(end: () => void): void {
    if (this.ends) this.ends.push(end);
    else end();
  }

  private end(): void {
    const ends = this.ends ?? [];
    this.ends = null;
    for (const end of ends) end();
  }
}
