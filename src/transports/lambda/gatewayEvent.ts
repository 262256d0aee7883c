/** What an HTTP API of API Gateway hands to a function (payload format 2.0), as far as it is looked at here. */
export interface GatewayEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** By lower-case name; several of one name are joined by commas. Cookies are apart. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly domainName: string;
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
}

/** What the gateway makes an answer of. */
export interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** A request as it would have come over a connection. */
export interface IncomingCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The client's address, which the gateway has seen and nobody can write. */
  readonly address: string;
}

/** Of the connection between client and gateway, not of the request. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'cookie',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);
const NOT_IN_A_PATH = /[^\x21-\x7e]/gu;

export function callOf(event: GatewayEvent): IncomingCall {
  const { http, domainName } = event.requestContext;
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  return {
    method: http.method,
    path: pathOf(event),
    headers: { host: domainName, ...headersOf(event), ...lengthOf(http.method, body) },
    body,
    address: http.sourceIp,
  };
}

function lengthOf(method: string, body: Buffer): Record<string, string> {
  return body.length === 0 && BODILESS.has(method) ? {} : { 'content-length': String(body.length) };
}

/** The gateway may have decoded what it read; a request line takes visible ASCII only. */
function pathOf({ rawPath, rawQueryString }: GatewayEvent): string {
  const path = rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`;
  return path.replace(NOT_IN_A_PATH, (letter) => Buffer.from(letter).toString('hex').replace(/../g, '%$&'));
}

function headersOf({ headers, cookies = [] }: GatewayEvent): Record<string, string> {
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || OF_THE_CONNECTION.has(name.toLowerCase()) ? [] : [[name.toLowerCase(), value] as const],
  );
  return { ...Object.fromEntries(kept), ...(cookies.length > 0 && { cookie: cookies.join('; ') }) };
}
