/** So many times the usual number. */
interface Slot {
  readonly name: string;
  readonly times: number;
}

/** How many connections each may hold at once. */
export class Slots {
  private readonly held = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Takes a place of each, or, where one of them is full, none: `null`. What is given back gives them up, once. */
  takeAll(slots: readonly Slot[]): (() => void) | null {
    if (slots.some(({ name, times }) => this.heldOf(name) >= this.most * times)) return null;
    for (const { name } of slots) this.held.set(name, this.heldOf(name) + 1);
    let areHeld = true;
    return () => {
      if (!areHeld) return;
      areHeld = false;
      for (const { name } of slots) this.giveBack(name);
    };
  }

  private heldOf(name: string): number {
    return this.held.get(name) ?? 0;
  }

  private giveBack(name: string): void {
    const left = this.heldOf(name) - 1;
    if (left === 0) this.held.delete(name);
    else this.held.set(name, left);
  }
}
