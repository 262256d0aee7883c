/** Operations to begin with, in one document. */
export interface ExampleDocument {
  /** For people: what they have in common. */
  readonly title: string;
  /** Operations that need no variables; no name is used twice, in all documents together. */
  readonly document: string;
}

/** A caller to be, with one click: the headers that go with every request. */
export interface PreparedCaller {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the page for comparing asks at first: a query whose answers differ, and the names of two prepared callers. */
export interface FirstComparison {
  readonly query: string;
  readonly callers: readonly [a: string, b: string];
}

/** What the explorers show at first. The engine has none: whoever starts the server hands it in. */
export interface ExplorerContent {
  readonly examples: readonly ExampleDocument[];
  readonly firstComparison?: FirstComparison;
  /**
   * Callers with fresh credentials, made each time the explorer is opened. In local mode only, and for a browser on this very
   * machine: whoever gets them is those callers.
   */
  readonly callers?: () => Promise<readonly PreparedCaller[]>;
}
