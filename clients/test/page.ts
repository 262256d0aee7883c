import { join } from 'node:path';
import { ApiUnderTest, type RequestHeaders } from '../../test/support/ApiUnderTest';
import type { Fault } from '../../test/support/DynamoRecorder';
import { orderingWorld } from '../../test/support/ordering';
import { order, SUBJECTS } from '../../test/support/world';
import { createClient } from '../web/createClient';
import type { DeniedField } from '../web/deniedFields';

const MANIFEST = join(__dirname, '../generated/operations/persisted-documents.json');
/** How many orders customer 1 has, all in shop `alpha`. */
export const ORDERS = 23;

/** Shops with things to buy, and a customer with many orders; documents may be named by their ids. */
export async function startApi(overrides: Readonly<Record<string, string>> = {}): Promise<ApiUnderTest> {
  const numbers = Array.from({ length: ORDERS }, (_, index) => index + 1);
  const orders = numbers.flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 }));
  return ApiUnderTest.start([...orderingWorld(), ...orders], { TRUSTED_DOCUMENTS_FILE: MANIFEST, ...overrides });
}

/** How DynamoDB answers when it is asked for too much. */
export const THROTTLED: Fault = {
  status: 400,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'Rate exceeded' },
};

/** What a test sees of a page that is open in a browser. */
export class Page {
  readonly told: DeniedField[] = [];
  /** What was sent, in order, and how it was answered. */
  readonly exchanges: { readonly body: Record<string, unknown>; readonly status: number }[] = [];
  idToken: string | null = null;
  visitToken: string | null = null;
  refreshes = 0;
  /** Gets the next token; `null` where the sign-in has ended. */
  nextToken: () => Promise<string | null> = () => Promise.resolve(null);
  beforeRequest: (number: number) => void = () => undefined;
  readonly client;
  private readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.client = createClient({
      url,
      session: {
        idToken: () => this.idToken,
        visitToken: () => this.visitToken,
        refresh: async () => {
          this.refreshes += 1;
          const token = await this.nextToken();
          this.idToken = token ?? this.idToken;
          return token !== null;
        },
      },
      onDenied: (denied) => this.told.push(...denied),
      fetch: this.fetch,
    });
  }

  signIn({ authorization = '' }: RequestHeaders): this {
    this.idToken = authorization.replace('Bearer ', '');
    return this;
  }

  get statuses(): number[] {
    return this.exchanges.map(({ status }) => status);
  }

  get coordinates(): string[] {
    return this.told.map(({ coordinate }) => coordinate);
  }

  /** Keeps cookies where it is told to include them, as a browser does on a page of the API's own origin. */
  private readonly fetch: typeof fetch = async (input, init) => {
    this.beforeRequest(this.exchanges.length + 1);
    const headers = new Headers(init?.headers);
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    if (init?.credentials === 'include' && cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(input, { ...init, headers });
    for (const each of response.headers.getSetCookie()) this.keep(each);
    this.exchanges.push({
      body: JSON.parse(init?.body as string) as Record<string, unknown>,
      status: response.status,
    });
    return response;
  };

  private keep(setCookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
    if (/max-age=0/i.test(setCookie)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
