/** How many connections each may hold at once. */
export class Places {
  private readonly held = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Takes a place of so many times the usual number; what is given back gives it up, once. `null` where all are taken. */
  take(name: string, times = 1): (() => void) | null {
    const held = this.held.get(name) ?? 0;
    if (held >= this.most * times) return null;
    this.held.set(name, held + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.held.get(name) ?? 1) - 1;
      if (left === 0) this.held.delete(name);
      else this.held.set(name, left);
    };
  }
}
