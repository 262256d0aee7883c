/** A row of a scrape: what a metric is for these labels. */
export interface Row {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Prometheus reads: its text format, as far as the server writes it. */
export class Exposition {
  /** `counter`, `gauge` or `histogram`, by the name of the metric. */
  readonly types = new Map<string, string>();
  private readonly rows = new Map<string, Row[]>();

  constructor(readonly text: string) {
    for (const line of text.split('\n')) {
      const [, typed, type] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? [];
      if (typed !== undefined && type !== undefined) this.types.set(typed, type);
      const [, name, labels = '', value] = /^([a-z]\w*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
      if (name === undefined) continue;
      this.rows.set(name, [...this.of(name), { labels: labelsIn(labels), value: Number(value) }]);
    }
  }

  static async fetch(port: number): Promise<Exposition> {
    return new Exposition(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  }

  /** The names of all series: a histogram is three. */
  get names(): string[] {
    return [...this.rows.keys()];
  }

  /** Every row of a series. */
  of(name: string): readonly Row[] {
    return this.rows.get(name) ?? [];
  }

  /** The sum of the rows that have these labels; `undefined` where there is none. */
  sum(name: string, wanted: Readonly<Record<string, string>> = {}): number | undefined {
    const found = this.of(name).filter(({ labels }) =>
      Object.entries(wanted).every(([label, value]) => labels[label] === value),
    );
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  }
}

function labelsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}
