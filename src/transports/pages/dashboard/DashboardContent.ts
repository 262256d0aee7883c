/** Where something stands in an answer: names of members, from the object that a view is about. */
export type Path = readonly string[];

/** One number, with a name. */
export interface Figure {
  readonly title: string;
  readonly value: Path;
  /** Where its currency stands, if it is money. */
  readonly currency?: Path;
}

/** Rows of an answer as a chart, and as a table beside it. */
export interface Chart {
  readonly title: string;
  /**
   * `days`: one bar for each day. `bars`: one bar for each row, in the order of the answer. `table`: no bars, where rows cannot be
   * compared, such as amounts in different currencies.
   */
  readonly kind: 'days' | 'bars' | 'table';
  readonly rows: Path;
  /** In a row: the day, or what the bar is of. */
  readonly label: Path;
  /** In a row: a number, or a decimal as a string; `null` where there is none. */
  readonly value: Path;
  readonly currency?: Path;
  /** In a row: whether its value is withheld. */
  readonly withheld?: Path;
  /** What a value counts, for the axis and the table: "Visits". */
  readonly unit: string;
}

/** What one operation can show. */
export interface DashboardView {
  readonly title: string;
  /** A query over `$from: Date` and `$to: Date`, both included. */
  readonly query: string;
  /** Where in `data` the object stands that the figures are in; where that is a list, each of its objects is shown. */
  readonly object: Path;
  /** In the object: its name. */
  readonly name?: Path;
  readonly figures: readonly Figure[];
  readonly charts: readonly Chart[];
}

/**
 * How somebody signs in where no caller is prepared. Both mutations answer, under the alias `signedIn`, `tokens { idToken }`, a
 * `challenge` where a code is asked for, `stepUp { token }` where one was proved, and `userErrors { message }`.
 */
export interface SignInOperations {
  /** Over `$email` and `$password`. */
  readonly signIn: string;
  /** Over `$challenge` and `$code`. */
  readonly answer: string;
}

/** What the dashboard of an API shows. The engine has none: the API hands it in. */
export interface DashboardContent {
  readonly views: readonly DashboardView[];
  /** How long after its end (UTC) a day has all of its figures. The days that are asked for at first end with the last such day. */
  readonly daysCompleteAfterMs: number;
  readonly signIn: SignInOperations;
}
