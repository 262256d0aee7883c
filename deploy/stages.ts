import { RemovalPolicy } from 'aws-cdk-lib';

/** The name of the API, and what stands behind it. */
export interface Domain {
  readonly name: string;
  /** Its certificate at ACM in us-east-1, the one region in which CloudFront looks for it. */
  readonly certificateArn: string;
  /** Its zone at Route 53; where the DNS is elsewhere, the name is pointed at the distribution by hand. */
  readonly hostedZoneId?: string;
  /** AWS's list of the addresses from which CloudFront asks, in the region of the stacks; see docs/operations.md. */
  readonly prefixListId: string;
  /** Of the key by which the API knows the edge, from 1: the next number makes a new one, and the one of before is accepted meanwhile. */
  readonly keyNumber: number;
}

/** What differs between stages; everything else is the same, so that what works in one works in the other. */
export interface Stage {
  readonly name: 'dev' | 'prod';
  /** Data and logs survive the stacks, and nothing can be deleted by a slip of the hand; where not, they go with their stacks. */
  readonly isKept: boolean;
  readonly corsOrigins: readonly string[];
  readonly mail: {
    /** The address that e-mail to customers comes from, of the user pool and of notices. `identity` asks SES to verify its domain. */
    readonly sender: string;
    /**
     * Whether SES has verified the domain and has let this account out of its sandbox. Before, the user pool sends by an address of AWS's
     * own, at most 50 e-mails a day, and no customer gets a notice.
     */
    readonly isVerified: boolean;
  };
  /** Whom alarms and news wake, by e-mail: each confirms twice, by the mails that SNS sends when the stacks are made, and a third time where there is a domain. */
  readonly operators: readonly string[];
  /** Requests in a second that the gateway lets through, and how many at once beyond. */
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly concurrency: {
    /** How many functions may run at once in the account: Service Quotas says so, 10 in a young account and 1,000 in others. */
    readonly ofAccount: number;
    /** How many of them are kept for the API, and are the most that it has; `undefined` where it shares with others. */
    readonly reserved?: number;
  };
  /** What `sockets` runs; without it, that stack is not made. */
  readonly sockets?: {
    /** The image that is run, by its tag in the repository that `data` makes. */
    readonly imageTag: string;
    /** The certificate of the API's name at ACM, in the region of the stacks. */
    readonly certificateArn: string;
  };
  /** The one name by which clients reach requests, sockets and event streams alike; without it, each has an address of its own. */
  readonly domain?: Domain;
  /** Of one vCPU each. A release runs twice as many: the quota "Fargate On-Demand vCPU resource count" has to allow that. */
  readonly tasks: { readonly least: number; readonly most: number };
  readonly logDays: 30 | 365;
  /**
   * What Cognito makes of sign-ins that look like somebody else's; costs by active user. It sees the API's address, not the client's, so
   * what it finds are passwords that are known to have leaked.
   */
  readonly threatProtection: 'OFF' | 'AUDIT' | 'ENFORCED';
  /** The table that was restored from a backup and takes the place of the one in `data`; see docs/operations.md. */
  readonly restoredTable?: { readonly name: string; readonly streamArn: string };
}

const STAGES: Readonly<Record<Stage['name'], Stage>> = {
  dev: {
    name: 'dev',
    isKept: false,
    corsOrigins: ['https://dev.app.example.com'],
    mail: { sender: 'no-reply@dev.app.example.com', isVerified: false },
    operators: ['operators@dev.app.example.com'],
    requestsPerSecond: 100,
    burst: 200,
    concurrency: { ofAccount: 10 },
    tasks: { least: 1, most: 2 },
    logDays: 30,
    threatProtection: 'OFF',
  },
  prod: {
    name: 'prod',
    isKept: true,
    corsOrigins: ['https://app.example.com'],
    mail: { sender: 'no-reply@app.example.com', isVerified: false },
    operators: ['operators@app.example.com'],
    requestsPerSecond: 2000,
    burst: 4000,
    concurrency: { ofAccount: 10 },
    tasks: { least: 2, most: 10 },
    logDays: 365,
    threatProtection: 'OFF',
  },
};

/**
 * What becomes of what holds data when it leaves a stack. What was made by a deployment that failed goes in any case: it is empty, and would
 * keep the next one from making it.
 */
export const removalOf = ({ isKept }: Stage): RemovalPolicy =>
  isKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

/** AWS keeps so many for functions for which none are reserved. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const UNRESERVED = 100;

/** The stage by its name. Throws where there is none, or where its settings contradict each other, in a sentence. */
export function stageNamed(name: unknown): Stage {
  if (name !== 'dev' && name !== 'prod')
    throw new Error(`stage: expected -c stage=dev or -c stage=prod; got ${JSON.stringify(name) ?? 'none'}.`);
  return checked(STAGES[name]);
}

/** The stage as it is. Throws where AWS would refuse it half-way through a deployment. */
export function checked(stage: Stage): Stage {
  const { name, concurrency, tasks, mail, operators } = stage;
  const { ofAccount, reserved } = concurrency;
  if (reserved !== undefined && reserved + UNRESERVED > ofAccount)
    throw new Error(
      `${name}.concurrency.reserved: expected at most ${String(Math.max(0, ofAccount - UNRESERVED))}, since AWS keeps ${String(UNRESERVED)} of the account’s ${String(ofAccount)} unreserved; got ${String(reserved)}. Have the quota "Concurrent executions" of Lambda raised first, or leave it out.`,
    );
  if (!(tasks.least >= 1 && tasks.most >= tasks.least))
    throw new Error(
      `${name}.tasks: expected at least 1, and at most as many as there may be; got ${JSON.stringify(tasks)}.`,
    );
  checkDomain(stage);
  for (const address of [mail.sender, ...operators])
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address))
      throw new Error(`${name}: expected an e-mail address; got ${JSON.stringify(address)}.`);
  return stage;
}

function checkDomain({ name, domain, sockets }: Stage): void {
  if (!domain) return;
  const expect = (is: boolean, setting: string, expected: string, got: unknown) => {
    if (!is)
      throw new Error(`${name}.domain.${setting}: expected ${expected}; got ${JSON.stringify(got) ?? 'nothing'}.`);
  };
  const { certificateArn, prefixListId, keyNumber } = domain;
  expect(/^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(domain.name), 'name', 'a name such as api.example.com', domain.name);
  expect(certificateArn.startsWith('arn:aws:acm:us-east-1:'), 'certificateArn', 'one of us-east-1', certificateArn);
  expect(/^pl-[0-9a-f]+$/.test(prefixListId), 'prefixListId', 'such as pl-0123abcd', prefixListId);
  expect(Number.isInteger(keyNumber) && keyNumber >= 1, 'keyNumber', 'an integer from 1', keyNumber);
  if (!sockets) throw new Error(`${name}.domain: expected settings of sockets as well; got none.`);
}
