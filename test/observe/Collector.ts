import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span as OTLP sends it, with its attributes as an object. */
export interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Takes what an OTLP exporter sends over HTTP in JSON, as a collector would. */
export class Collector {
  /** Every body as it came. */
  readonly bodies: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly text: string }[] = [];
  /** What it answers with; `null`: nothing, and never. */
  status: number | null = 200;
  private readonly events = new EventEmitter();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Collector> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const collector = new Collector(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [path = '', { headers }] = [request.url, request];
        const sent = Buffer.concat(chunks);
        const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString();
        collector.bodies.push({ path, headers, text });
        collector.events.emit('received');
        if (collector.status === null) return;
        response.statusCode = collector.status;
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    return collector;
  }

  get spans(): ReceivedSpan[] {
    return this.of<Traces>('/v1/traces').flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) =>
          spans.map((span) => ({ ...span, attributes: attributesOf(span.attributes) })),
        ),
      ),
    );
  }

  /** The names of the metrics that came. */
  get metrics(): string[] {
    const names = this.of<Metrics>('/v1/metrics').flatMap(({ resourceMetrics }) =>
      resourceMetrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
      ),
    );
    return [...new Set(names)].sort();
  }

  /** The resource of each delivery, as an object. */
  get resources(): Record<string, unknown>[] {
    const traces = this.of<Traces>('/v1/traces').flatMap(({ resourceSpans }) => resourceSpans);
    const metrics = this.of<Metrics>('/v1/metrics').flatMap(({ resourceMetrics }) => resourceMetrics);
    return [...traces, ...metrics].map(({ resource }) => attributesOf(resource.attributes));
  }

  /** Waits until so many deliveries have come. */
  async received(count: number): Promise<void> {
    while (this.bodies.length < count) await once(this.events, 'received');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private of<T>(path: string): T[] {
    return this.bodies.filter((body) => body.path === path).map(({ text }) => JSON.parse(text) as T);
  }
}

interface OfResource {
  readonly resource: { readonly attributes: readonly Attribute[] };
}

interface Traces {
  readonly resourceSpans: readonly (OfResource & {
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  })[];
}

type WireSpan = Omit<ReceivedSpan, 'attributes'> & { readonly attributes?: readonly Attribute[] };

interface Metrics {
  readonly resourceMetrics: readonly (OfResource & {
    readonly scopeMetrics: readonly { readonly metrics: readonly { readonly name: string }[] }[];
  })[];
}

interface Attribute {
  readonly key: string;
  readonly value: WireValue;
}

interface WireValue {
  readonly arrayValue?: { readonly values?: readonly WireValue[] };
  readonly stringValue?: string;
  readonly intValue?: number;
}

function attributesOf(list: readonly Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf({ arrayValue, stringValue, intValue }: WireValue): unknown {
  return arrayValue ? (arrayValue.values ?? []).map(valueOf) : (stringValue ?? intValue);
}
