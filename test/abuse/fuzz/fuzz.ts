import { buildApi } from '../../../src/compose/api';
import { createUser } from '../../../src/local/cognitoClient';
import { LOCAL_PASSWORD } from '../../../src/local/localUsers';
import { ApiUnderTest, type RequestHeaders } from '../../support/ApiUnderTest';
import { CognitoUnderTest } from '../../support/CognitoUnderTest';
import { orderingWorld, PATIENT } from '../../support/ordering';
import { order, SUBJECTS } from '../../support/world';
import { ALPHA, BETA, customerNode, orderNode, productNode } from '../scene';
import { FuzzedSockets } from './FuzzedSockets';
import { KnownThings } from './KnownThings';
import { OperationFuzzer } from './OperationFuzzer';
import { SeededDice } from './SeededDice';
import { HTTP_TRANSPORTS, requestFor, sendOverHttp, strangeHeaders, type Outcome } from './transports';

const AT_ONCE = 8;
const STUCK_MS = 30_000;
/** The owner may rotate the visit token, archive the products and empty the stock: so often the world is set up anew. */
const AGAIN_AFTER = 500;
const MOST_TOLD = 10;
const UNLIMITED = {
  ...PATIENT,
  LOG_LEVEL: 'error',
  RATE_LIMIT_ATTEMPTS: '1000000',
  SOCKETS_PER_CALLER: '100000',
  SOCKETS_PER_ADDRESS: '100000',
  SUBSCRIPTIONS_PER_SOCKET: '10000',
};
const ROLES = {
  customer: { sub: SUBJECTS.customer1, groups: ['customers'] },
  owner: { sub: SUBJECTS.ownerA, groups: ['shop-owners'] },
  admin: { sub: SUBJECTS.admin, groups: ['platform-admins'] },
  everything: { sub: SUBJECTS.ownerB, groups: ['customers', 'shop-owners', 'platform-admins'] },
} as const;
type Role = keyof typeof ROLES | 'visitor' | 'guest' | 'forged';
/** In the words of the schema. */
const NAMES: Readonly<Record<Role, readonly string[]>> = {
  visitor: ['GUEST'],
  guest: ['GUEST'],
  customer: ['CUSTOMER'],
  owner: ['SHOP_OWNER'],
  admin: ['PLATFORM_ADMIN'],
  everything: ['CUSTOMER', 'SHOP_OWNER', 'PLATFORM_ADMIN'],
  forged: [],
};

export interface FuzzResult {
  /** By transport, role and outcome. */
  readonly counts: ReadonlyMap<string, number>;
  readonly sent: number;
  /** Answers that call a fault the server's own, with what was asked. */
  readonly faults: readonly string[];
}

/** Sends so many requests made from the schema, the same for the same seed, and counts how they end. */
export async function fuzz(options: { readonly requests: number; readonly seed: number }): Promise<FuzzResult> {
  const run = await FuzzRun.start(options.seed);
  try {
    await run.send(options.requests);
    return run.result;
  } finally {
    await run.close();
  }
}

interface Tokens {
  readonly id: string;
  readonly access: string;
}

async function tokensOf(cognito: CognitoUnderTest, email: string): Promise<Tokens> {
  const { body } = await cognito.signIn(email, LOCAL_PASSWORD);
  const { IdToken: id = '', AccessToken: access = '' } = (body.AuthenticationResult ?? {}) as Record<string, string>;
  return { id, access };
}

class FuzzRun {
  private readonly counts = new Map<string, number>();
  private readonly faults: string[] = [];
  private sent = 0;
  private callers: Readonly<Record<Role, RequestHeaders>> = {} as Record<Role, RequestHeaders>;
  private readonly served = buildApi();
  private readonly known: KnownThings;
  private readonly sockets: FuzzedSockets;

  private constructor(
    private readonly seed: number,
    private readonly api: ApiUnderTest,
    private readonly cognito: CognitoUnderTest,
    private readonly tokens: Readonly<Record<keyof typeof ROLES, Tokens>>,
    private readonly guest: { readonly headers: RequestHeaders; readonly sessionId: string },
  ) {
    const products = [1, 2, 3, 4, 5].flatMap((number) => [productNode('alpha', number), productNode('beta', number)]);
    const orders = [1, 2, 3, 4].map((number) => orderNode('alpha', number));
    this.known = new KnownThings([ALPHA, BETA, ALPHA, ...products, ...orders, customerNode(SUBJECTS.customer1)]);
    this.sockets = new FuzzedSockets(api.url);
  }

  static async start(seed: number): Promise<FuzzRun> {
    const cognito = await CognitoUnderTest.start();
    const api = await ApiUnderTest.start([], { ...cognito.environment, ...UNLIMITED });
    await api.withStream();
    const tokens = Object.entries(ROLES).map(async ([name, { sub, groups }]) => {
      const email = `fuzz-${name}@example.com`;
      await createUser(cognito.pool, { email, groups, sub });
      return [name, await tokensOf(cognito, email)];
    });
    const byRole = Object.fromEntries((await Promise.all(tokens)) as [string, Tokens][]);
    return new FuzzRun(seed, api, cognito, byRole as Record<keyof typeof ROLES, Tokens>, await api.guest());
  }

  get result(): FuzzResult {
    return { counts: this.counts, sent: this.sent, faults: this.faults };
  }

  async send(requests: number): Promise<void> {
    for (let from = 0; from < requests; from += AGAIN_AFTER) {
      await this.setUp();
      let next = from;
      const worker = async () => {
        for (let number = next++; number < Math.min(from + AGAIN_AFTER, requests); number = next++)
          await this.request(number);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      this.readLog();
      // Nothing of it is looked at.
      this.api.recorder.take();
    }
  }

  async close(): Promise<void> {
    this.sockets.close();
    await this.api.close();
    await this.cognito.close();
  }

  private async setUp(): Promise<void> {
    const orders = [1, 2, 3].flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 }));
    await this.api.put([
      ...orderingWorld({ stock: 100_000 }),
      ...orders,
      ...order({ shopId: 'alpha', number: 4, guestSessionId: this.guest.sessionId }),
    ]);
    const visit = await this.api.visit('alpha');
    const bearer = ({ id }: Tokens) => ({ authorization: `Bearer ${id}`, ...visit });
    const { customer, owner, admin, everything } = this.tokens;
    this.callers = {
      visitor: {},
      guest: { ...this.guest.headers, ...visit },
      customer: bearer(customer),
      owner: bearer(owner),
      admin: bearer(admin),
      everything: bearer(everything),
      forged: { authorization: `Bearer ${customer.id}x` },
    };
  }

  private async request(number: number): Promise<void> {
    const dice = new SeededDice(this.seed + number * 7919);
    const role = dice.chance(2)
      ? 'forged'
      : dice.pick(['visitor', 'guest', 'customer', 'owner', 'admin', 'everything'] as const);
    const operation = new OperationFuzzer(this.served.schema, dice, ({ name }) => this.mayAsk(role, name)).operation();
    const transport = transportFor(operation.kind, dice);
    const told = `request ${number} of seed ${this.seed}, ${role} by ${transport}: ${JSON.stringify(operation.parameters).slice(0, 2000)}`;
    try {
      const outcome = await this.outcome(transport, role, operation, dice);
      this.known.learn(outcome.text);
      this.count(transport, role, outcome);
      if (isFault(outcome))
        this.faults.push(`${told}\n→ ${outcome.status} ${outcome.code} ${outcome.text.slice(0, 1000)}`);
    } catch (cause) {
      this.faults.push(`${told}\n→ no answer: ${String(cause)}`);
    }
    this.sent += 1;
  }

  /** Of mutations, whether they are for this role at all. */
  private mayAsk(role: Role, mutation: string): boolean {
    const grants = this.served.model.types.get('Mutation')?.fields.get(mutation)?.ownRule?.grants ?? [];
    return grants.some((grant) => NAMES[role].includes(grant.role));
  }

  private async outcome(
    transport: Transport,
    role: Role,
    operation: ReturnType<OperationFuzzer['operation']>,
    dice: SeededDice,
  ): Promise<Outcome> {
    const caller = this.callers[role];
    const own = {
      access: role in this.tokens ? this.tokens[role as keyof typeof ROLES].access : 'none',
      password: LOCAL_PASSWORD,
    };
    const fill = (text: string) => this.known.fill(text, own);
    if (transport === 'babble') return this.sockets.babble(dice, caller);
    // Whoever is nobody has no socket.
    if (transport === 'socket')
      return this.sockets.subscribe(operation, role === 'forged' ? this.callers.guest : caller, fill);
    const { headers, path, body, ...rest } = { body: undefined, ...requestFor(transport, operation, dice) };
    const asked = {
      ...rest,
      path: fill(path.replaceAll('%3C', '<').replaceAll('%3A', ':').replaceAll('%3E', '>'))
        .replaceAll('<', '%3C')
        .replaceAll('>', '%3E'),
      headers: { ...caller, ...strangeHeaders(dice), ...headers },
      ...(body !== undefined && { body: fill(body) }),
    };
    return sendOverHttp(this.api.url, asked, AbortSignal.timeout(STUCK_MS));
  }

  private count(transport: Transport, role: Role, { status, code }: Outcome): void {
    const key = [transport, role, status === null ? code : `${status} ${code}`].join('\t');
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** What clients are not told stands there. */
  private readLog(): void {
    for (const line of this.api.log.written.splice(0)) this.faults.push(`logged: ${line.trim()}`);
  }
}

type Transport = (typeof HTTP_TRANSPORTS)[number] | 'socket' | 'babble';

function transportFor(kind: 'query' | 'mutation' | 'subscription', dice: SeededDice): Transport {
  if (dice.chance(3)) return 'babble';
  if (dice.chance(5)) return dice.pick([...HTTP_TRANSPORTS, 'socket']);
  if (kind === 'subscription') return dice.pick(['socket', 'socket', 'events']);
  return kind === 'query' && dice.chance(25) ? 'GET' : 'POST';
}

/** Of a socket: 1011, 4500 and 1006 say that the server failed. A refusal without a code is no answer of this API. */
function isFault({ status, code }: Outcome): boolean {
  if (status !== null && (status >= 500 || (status >= 400 && code === 'no code'))) return true;
  return code === 'INTERNAL_SERVER_ERROR' || /^closed (1011|4500|1006)$/.test(code);
}

/** One line for each transport, role and outcome. */
export function tableOf({ counts, sent, faults }: FuzzResult): string {
  const rows = [...counts].map(([key, count]) => [...key.split('\t'), String(count)]).sort();
  const all = [['transport', 'role', 'outcome', 'requests'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, `${sent} requests, ${faults.length} faults`, ...faults.slice(0, MOST_TOLD), ''].join('\n');
}
