import { GUEST, type Caller } from './callers.js';
import { isObject } from './values.js';

/*
 * Loaded before Altair, which takes `fetch` and `WebSocket` as it finds them. So it is decided here, for every way in which Altair asks
 * this API, as whom it asks.
 */

/** An answer of the API that Altair has got. */
export interface ExplorerAnswer {
  /** `null` where the operation has no name, or the request did not say. */
  readonly operationName: string | null;
  readonly caller: Caller;
  readonly body: unknown;
}

interface ExplorerRequests {
  /** Whoever asks from now on. */
  caller: Caller;
  /** Whether answers are to be explained. */
  areExplained: boolean;
  /** Told of each answer that was to be explained. */
  onAnswer: (answer: ExplorerAnswer) => void;
}

const ENDPOINT = '/graphql';
const EXPLAIN_HEADER = 'x-explain';
/** What Altair asks to know the schema: nobody wants that explained. */
const INTROSPECTION = 'IntrospectionQuery';

export const explorerRequests: ExplorerRequests = {
  caller: GUEST,
  areExplained: false,
  onAnswer: () => undefined,
};

const fetchAsIs = window.fetch.bind(window);

/** Headers that somebody has set in Altair are theirs, and stay. */
window.fetch = async (input, init) => {
  const asked = new Request(input instanceof Request ? input.clone() : input, init);
  if (!isForApi(asked.url)) return fetchAsIs(input, init);
  const { caller, areExplained } = explorerRequests;
  const { headers } = asked;
  for (const [name, value] of Object.entries(caller.headers)) if (!headers.has(name)) headers.set(name, value);
  const operationName = await operationNameIn(asked);
  if (!areExplained || operationName === INTROSPECTION) return fetchAsIs(input, { ...init, headers });
  headers.set(EXPLAIN_HEADER, '1');
  return reportAnswer(await fetchAsIs(input, { ...init, headers }), operationName, caller);
};

/** A socket has no headers that a page may set: the protocol's first message carries them. What somebody has put into it stays. */
window.WebSocket = class extends WebSocket {
  override send(data: Parameters<WebSocket['send']>[0]): void {
    super.send(typeof data === 'string' && isForApi(this.url) ? asCaller(data) : data);
  }
};

function asCaller(text: string): string {
  const message = parsed(text);
  if (!isObject(message) || message.type !== 'connection_init') return text;
  const own = isObject(message.payload) ? message.payload : {};
  const named = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const added = Object.entries(explorerRequests.caller.headers).filter(([name]) => !named.has(name.toLowerCase()));
  return JSON.stringify({ ...message, payload: { ...Object.fromEntries(added), ...own } });
}

function isForApi(url: string): boolean {
  const { host, pathname } = new URL(url, location.href);
  return host === location.host && (pathname === ENDPOINT || pathname.startsWith(`${ENDPOINT}/`));
}

async function operationNameIn(request: Request): Promise<string | null> {
  const asked =
    request.method === 'GET' ? Object.fromEntries(new URL(request.url).searchParams) : parsed(await request.text());
  return isObject(asked) && typeof asked.operationName === 'string' ? asked.operationName : null;
}

/**
 * The same answer, once it has been told of. It is read to its end first: Altair gives the request up as soon as it has what it wants, and
 * a copy of the answer would end with it. A stream of events has no end to wait for, and no explanation.
 */
async function reportAnswer(answer: Response, operationName: string | null, caller: Caller): Promise<Response> {
  if (!/\bjson\b/.test(answer.headers.get('content-type') ?? '')) return answer;
  const text = await answer.text();
  explorerRequests.onAnswer({ operationName, caller, body: parsed(text) });
  return new Response(text, answer);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
