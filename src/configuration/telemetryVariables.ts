import { z } from 'zod';
import { variable } from './variable';

/** `name=value` pairs as OpenTelemetry writes them: separated by commas, what stands in a name or value percent-encoded. */
const pairs = (isName: RegExp) =>
  z
    .string()
    .max(8192)
    .transform((text, context): Readonly<Record<string, string>> => {
      const entries = text.split(',').map(readPair);
      const isGood = entries.every(([name, value]) => isName.test(name) && PRINTABLE.test(value));
      // Zod's message is shown where a variable is secret: it says nothing of the value.
      if (!isGood) context.addIssue({ code: 'custom', message: 'something else' });
      return Object.fromEntries(entries);
    });

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,256}$/;
const ATTRIBUTE_NAME = /^[\w./-]{1,255}$/;
const PRINTABLE = /^[\x20-\x7e]+$/;

function readPair(text: string): readonly [name: string, value: string] {
  const [name = '', ...rest] = text.split('=');
  try {
    return [decodeURIComponent(name.trim()), decodeURIComponent(rest.join('=').trim())];
  } catch {
    return ['', ''];
  }
}

const url = z.url({ protocol: /^https?$/ }).optional();
const whole = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .pipe(z.number().int().min(1).max(600_000));
const MILLISECONDS = 'an integer number of milliseconds from 1 to 600000';
const HEADERS = 'name=value pairs, separated by commas, percent-encoded';

const headers = (what: string) => variable(pairs(HEADER_NAME).optional(), `${HEADERS}: ${what}`, { secret: true });
const endpoint = (what: string) =>
  variable(url, `the URL to which ${what} are sent, as it is, such as http://127.0.0.1:4318/v1/${what}`);
const milliseconds = (what: string, fallback: string) => variable(whole, `${MILLISECONDS}${what}`, { fallback });
const timeout = (what: string) =>
  variable(whole.optional(), `${MILLISECONDS}, for ${what}; OTEL_EXPORTER_OTLP_TIMEOUT unless set`);

/** A share of all requests. */
const share = z
  .string()
  .regex(/^(?:0|1|0?\.\d{1,9}|1\.0{1,9})$/)
  .transform(Number)
  .optional();

/** The samplers that OpenTelemetry names. Those that begin with `parentbased_` do as whoever calls says. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Variables that OpenTelemetry has names for, where they are honoured here. They count only where `TELEMETRY` is not off. */
export const OTEL_VARIABLES = {
  OTEL_SDK_DISABLED: variable(
    z.enum(['true', 'false']).transform((word) => word === 'true'),
    'true (TELEMETRY is off, whatever it says) or false',
    { fallback: 'false' },
  ),
  OTEL_SERVICE_NAME: variable(
    z.string().max(255).optional(),
    'a name of at most 255 characters; fieldgate unless set here or as service.name in OTEL_RESOURCE_ATTRIBUTES',
  ),
  OTEL_RESOURCE_ATTRIBUTES: variable(
    pairs(ATTRIBUTE_NAME).optional(),
    'name=value pairs, separated by commas, such as deployment.environment.name=prod',
  ),
  OTEL_TRACES_EXPORTER: variable(
    z.enum(['otlp', 'none']).optional(),
    'otlp or none; follows from TELEMETRY unless set',
  ),
  OTEL_METRICS_EXPORTER: variable(
    z.enum(['otlp', 'prometheus', 'none']).optional(),
    'otlp, prometheus or none; follows from TELEMETRY unless set',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(
    url,
    'the collector’s URL such as http://127.0.0.1:4318; the same as OTLP_ENDPOINT',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint('traces'),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint('metrics'),
  OTEL_EXPORTER_OTLP_HEADERS: headers('headers for the collector'),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: headers('more of them, with traces'),
  OTEL_EXPORTER_OTLP_METRICS_HEADERS: headers('more of them, with metrics'),
  OTEL_EXPORTER_OTLP_PROTOCOL: variable(
    z.literal('http/json').optional(),
    'http/json, the only protocol that the server speaks to a collector',
  ),
  OTEL_EXPORTER_OTLP_TIMEOUT: milliseconds(', after which a delivery is given up', '2000'),
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: timeout('traces'),
  OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: timeout('metrics'),
  OTEL_METRIC_EXPORT_INTERVAL: milliseconds(' between two deliveries of metrics', '60000'),
  OTEL_METRIC_EXPORT_TIMEOUT: milliseconds(' that collecting and sending metrics may take', '30000'),
  OTEL_TRACES_SAMPLER: variable(
    z.enum(SAMPLERS).optional(),
    `${SAMPLERS.slice(0, -1).join(', ')} or ${String(SAMPLERS.at(-1))}; TRACE_SAMPLE_PERCENT counts unless set`,
  ),
  OTEL_TRACES_SAMPLER_ARG: variable(share, 'a number from 0 to 1, for the samplers by ratio; 1 unless set'),
} as const;

/** Those of the variables above that say where traces and metrics go, beside our own. */
type OtelSettings = {
  readonly [Name in keyof typeof OTEL_VARIABLES]: z.output<(typeof OTEL_VARIABLES)[Name]['schema']>;
};

/** What telemetry is configured by. */
export interface TelemetrySettings extends OtelSettings {
  readonly TELEMETRY: 'off' | 'otlp' | 'prometheus';
  readonly OTLP_ENDPOINT: string | undefined;
  readonly PROMETHEUS_PORT: number;
  readonly HOST: string;
  readonly TRACE_SAMPLE_PERCENT: number;
}
