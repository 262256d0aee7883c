import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { ofType } from './templates';

/*
 * Stands where CloudFront stands, between real connections, and does what the template of the stack `edge` says, with what AWS
 * documents of it. There is no TLS here: clients say by `Host` what name they ask for.
 */

interface Behavior {
  readonly PathPattern?: string;
  readonly AllowedMethods: readonly string[];
  readonly CachePolicyId: string;
  readonly OriginRequestPolicyId: string;
  readonly TargetOriginId: string;
  readonly FunctionAssociations: readonly {
    readonly FunctionARN: { readonly 'Fn::GetAtt': readonly [string, string] };
  }[];
}

interface Origin {
  readonly Id: string;
  readonly OriginCustomHeaders: readonly { readonly HeaderName: string; readonly HeaderValue: unknown }[];
}

type Headers = Record<string, string | string[]>;

const { DistributionConfig } = ofType('AWS::CloudFront::Distribution')[0]!.Properties;
const DEFAULT = DistributionConfig.DefaultCacheBehavior as Behavior;
const BEHAVIORS: readonly Behavior[] = [...(DistributionConfig.CacheBehaviors as Behavior[]), DEFAULT];
const ORIGINS = DistributionConfig.Origins as readonly Origin[];

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
/** Whether the viewer's `Host` goes on. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
const IS_HOST_PASSED: Readonly<Record<string, boolean>> = {
  '216adef6-5c7f-47e4-b989-5492eafa07d3': true,
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': false,
};
/** No function of CloudFront sees or sets these. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html */
const NO_FUNCTIONS =
  /^(connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;
/** Nor a setting of an origin these. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html */
const NO_SETTINGS =
  /^(cache-control|connection|content-length|cookie|host|range|upgrade|via|x-amz-.*|x-edge-.*|x-real-ip)$/i;
/** Errors that it keeps, and for how long unless told; the second ones also where they say `no-store`. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html */
const [KEPT_UNLESS_TOLD, KEPT_ANYWAY] = [new Set([404, 410, 414, 501]), new Set([500, 502, 503, 504])];
const KEPT_SECONDS = 10;
const NOT_KEPT = /no-store|no-cache|private/;
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade']);

/** For how long the template has it keep errors, by their status. */
const ERROR_SECONDS: ReadonlyMap<number, number> = new Map(
  ((DistributionConfig.CustomErrorResponses ?? []) as { ErrorCode: number; ErrorCachingMinTTL?: number }[]).map(
    ({ ErrorCode, ErrorCachingMinTTL = KEPT_SECONDS }) => [ErrorCode, ErrorCachingMinTTL],
  ),
);

export interface OriginAddresses {
  /** The base URLs by the ids that the template gives origins. */
  readonly function: string;
  readonly tasks: string;
}

/** A request on its way to an origin. */
interface Passed {
  readonly origin: URL;
  readonly headers: Headers;
}

export class LocalEdge {
  private readonly server: Server;
  private readonly open = new Set<Duplex>();
  /** Errors that it goes on answering, by path: no query, header or cookie tells requests apart where nothing else is kept. */
  private readonly errors = new Map<string, number>();

  private constructor(
    private readonly origins: OriginAddresses,
    /** What CloudFormation would put in the place of the reference to the secret. */
    private readonly key: string,
  ) {
    this.server = createServer((incoming, outgoing) => this.serve(incoming, outgoing));
    this.server.on('upgrade', (incoming: IncomingMessage, socket: Duplex) => this.upgrade(incoming, socket));
  }

  static async start(origins: OriginAddresses, key: string): Promise<LocalEdge> {
    const edge = new LocalEdge(origins, key);
    // Of all addresses of this machine, so that clients can have several.
    await new Promise<void>((resolve) => edge.server.listen(0, '0.0.0.0', resolve));
    return edge;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const passed = this.errors.get(keyOf(incoming)) ?? this.pass(incoming);
    if (typeof passed === 'number') {
      outgoing.writeHead(passed, { 'x-cache': 'Error from cloudfront' }).end();
      return;
    }
    const asked = this.ask(incoming, passed);
    asked.on('response', (answer) => {
      if (isKept(incoming, answer)) this.errors.set(keyOf(incoming), answer.statusCode ?? 502);
      outgoing.writeHead(answer.statusCode ?? 502, answerHeaders(answer));
      answer.pipe(outgoing);
      outgoing.on('close', () => asked.destroy());
    });
    asked.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    incoming.pipe(asked);
  }

  private upgrade(incoming: IncomingMessage, socket: Duplex): void {
    socket.on('error', () => socket.destroy());
    const passed = this.pass(incoming);
    if (typeof passed === 'number') {
      socket.end(head(passed, {}));
      return;
    }
    const { upgrade = '' } = incoming.headers;
    const asked = this.ask(incoming, { ...passed, headers: { ...passed.headers, connection: 'Upgrade', upgrade } });
    asked.on('upgrade', (answer, far) => {
      this.open.add(socket).add(far);
      far.on('error', () => far.destroy());
      socket.write(head(101, { ...answerHeaders(answer), connection: 'Upgrade', upgrade }));
      socket.pipe(far).pipe(socket);
      socket.on('close', () => far.destroy());
      far.on('close', () => socket.destroy());
    });
    asked.on('response', (answer) => {
      socket.write(head(answer.statusCode ?? 502, { ...answerHeaders(answer), connection: 'close' }));
      answer.pipe(socket);
    });
    asked.on('error', () => socket.end(head(502, {})));
    asked.end();
  }

  private ask({ method, url }: IncomingMessage, { origin, headers }: Passed) {
    return request(new URL(url ?? '/', origin), { method, headers, agent: false });
  }

  /** Where it goes and with what, or the status by which CloudFront itself refuses it. */
  private pass(incoming: IncomingMessage): Passed | number {
    const path = incoming.url?.split('?')[0] ?? '/';
    const behavior = BEHAVIORS.find(({ PathPattern }) => PathPattern === undefined || matches(PathPattern, path))!;
    if (behavior.CachePolicyId !== CACHING_DISABLED) throw new Error('expected that nothing is kept');
    if (!behavior.AllowedMethods.includes(incoming.method ?? '')) return 403;
    const viewer = String(incoming.socket.remoteAddress).replace(/^::ffff:/, '');
    const headers = afterFunctions(behavior, incoming, viewer);
    if (typeof headers === 'number') return headers;
    const id = behavior.TargetOriginId as keyof OriginAddresses;
    const origin = new URL(this.origins[id]);
    const isHostPassed = IS_HOST_PASSED[behavior.OriginRequestPolicyId];
    if (isHostPassed === undefined) throw new Error('expected a policy that is known here');
    const forwarded = [headers['x-forwarded-for'], viewer].filter((each) => each !== undefined).join(', ');
    return {
      origin,
      headers: {
        ...headers,
        host: isHostPassed ? (headers.host ?? '') : origin.host,
        'x-forwarded-for': forwarded,
        via: '1.1 edge.cloudfront.net (CloudFront)',
        ...this.settings(id),
      },
    };
  }

  private settings(id: string): Headers {
    const { OriginCustomHeaders } = ORIGINS.find(({ Id }) => Id === id)!;
    const refused = OriginCustomHeaders.filter(({ HeaderName }) => NO_SETTINGS.test(HeaderName));
    if (refused.length > 0) throw new Error(`CloudFront sets no ${refused.map((each) => each.HeaderName).join(', ')}`);
    return Object.fromEntries(
      OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => {
        if (!JSON.stringify(HeaderValue).includes('{{resolve:secretsmanager:')) throw new Error('expected a secret');
        return [HeaderName.toLowerCase(), this.key];
      }),
    );
  }
}

const keyOf = ({ method = '', url = '' }: IncomingMessage) => `${method} ${url.split('?')[0] ?? ''}`;

/** However short: whoever asks meanwhile gets somebody else's. */
function isKept({ method = '' }: IncomingMessage, { statusCode = 502, headers }: IncomingMessage): boolean {
  if (!['GET', 'HEAD'].includes(method) || ERROR_SECONDS.get(statusCode) === 0) return false;
  if (KEPT_ANYWAY.has(statusCode)) return true;
  return KEPT_UNLESS_TOLD.has(statusCode) && !NOT_KEPT.test(headers['cache-control'] ?? '');
}

/** `*` stands for any number of letters, `?` for one. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern */
function matches(pattern: string, path: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(path);
}

type FunctionHeaders = Record<string, { value: string; multiValue?: { value: string }[] }>;

/**
 * The viewer's headers after the functions of a behaviour, each in the form of its event, or the status that one of them answers; 502 where one has set
 * what it may not set.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
function afterFunctions({ FunctionAssociations }: Behavior, incoming: IncomingMessage, ip: string): Headers | number {
  const sent = Object.entries(incoming.headersDistinct).filter(([name]) => !OF_THE_CONNECTION.has(name));
  const [unseen, seen] = [true, false].map((is) =>
    sent.filter(([name]) => (name === 'cookie' || NO_FUNCTIONS.test(name)) === is),
  ) as [typeof sent, typeof sent];
  const [uri = '/', querystring = ''] = (incoming.url ?? '/').split('?');
  let headers: FunctionHeaders = Object.fromEntries(
    seen.map(([name, values = []]) => {
      const multiValue = values.map((value) => ({ value }));
      return [name, { value: values[0] ?? '', ...(values.length > 1 && { multiValue }) }];
    }),
  );
  for (const { FunctionARN } of FunctionAssociations) {
    const { FunctionCode } = ofType('AWS::CloudFront::Function').find(({ id }) => id === FunctionARN['Fn::GetAtt'][0])!
      .Properties as { FunctionCode: string };
    const event = { version: '1.0', viewer: { ip }, request: { method: incoming.method, uri, querystring, headers } };
    const said = runInNewContext(`${FunctionCode}; handler(event)`, { event }) as Partial<typeof event.request> & {
      statusCode?: number;
    };
    if (!said.headers) return said.statusCode ?? 502;
    headers = said.headers;
    if (Object.keys(headers).some((name) => NO_FUNCTIONS.test(name))) return 502;
  }
  const after = Object.entries(headers).map(
    ([name, { value, multiValue }]) => [name, multiValue?.map((each) => each.value) ?? value] as const,
  );
  return { ...Object.fromEntries(unseen.map(([name, values = []]) => [name, values])), ...Object.fromEntries(after) };
}

function answerHeaders({ headers }: IncomingMessage): Headers {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return { ...(Object.fromEntries(kept) as Headers), 'x-cache': 'Miss from cloudfront' };
}

/** The first lines of an answer, where node has let go of the connection. */
function head(status: number, headers: Headers): string {
  const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((each) => `${name}: ${each}`));
  return `${[`HTTP/1.1 ${String(status)} .`, ...lines].join('\r\n')}\r\n\r\n`;
}
