/** What differs between stages; everything else is the same, so that what works in one works in the other. */
export interface Stage {
  readonly name: 'dev' | 'prod';
  /** Data survives the stack, and more than one zone is used. */
  readonly isKept: boolean;
  readonly corsOrigins: readonly string[];
  /** The address that customers’ e-mail comes from; SES has verified its domain, see docs/operations.md. */
  readonly noticesSender: string;
  /** Requests in a second that the gateway lets through, and how many at once beyond. */
  readonly requestsPerSecond: number;
  readonly burst: number;
  /** So many requests are under way at the same time at most. */
  readonly concurrency: number;
  readonly tasks: number;
  readonly logDays: 30 | 365;
}

const STAGES: Readonly<Record<Stage['name'], Stage>> = {
  dev: {
    name: 'dev',
    isKept: false,
    corsOrigins: ['https://dev.app.example.com'],
    noticesSender: 'no-reply@dev.app.example.com',
    requestsPerSecond: 100,
    burst: 200,
    concurrency: 20,
    tasks: 1,
    logDays: 30,
  },
  prod: {
    name: 'prod',
    isKept: true,
    corsOrigins: ['https://app.example.com'],
    noticesSender: 'no-reply@app.example.com',
    requestsPerSecond: 2000,
    burst: 4000,
    concurrency: 400,
    tasks: 2,
    logDays: 365,
  },
};

/** The stage by its name. Throws where there is none, in a sentence. */
export function stageNamed(name: unknown): Stage {
  if (name === 'dev' || name === 'prod') return STAGES[name];
  throw new Error(`stage: expected dev or prod (-c stage=prod, or STAGE=prod); got ${JSON.stringify(name)}.`);
}
