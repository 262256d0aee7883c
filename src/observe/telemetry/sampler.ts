import type * as Packages from '@opentelemetry/sdk-trace-node';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import type { TelemetrySettings } from '../../configuration/telemetryVariables';

/**
 * Decides which requests are traced. Unless `OTEL_TRACES_SAMPLER` says otherwise, by our own dice: neither by the flag of whoever calls nor
 * by the id of the trace, since a client chooses both, and could so have each of its requests kept and paid for, or none.
 */
export async function samplerOf(settings: TelemetrySettings): Promise<Sampler> {
  const packages = await import('@opentelemetry/sdk-trace-node');
  const { OTEL_TRACES_SAMPLER: named, OTEL_TRACES_SAMPLER_ARG: share = 1, TRACE_SAMPLE_PERCENT } = settings;
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } = packages;
  if (named === undefined) {
    const chance = byChance(packages, TRACE_SAMPLE_PERCENT);
    return new ParentBasedSampler({ root: chance, remoteParentSampled: chance, remoteParentNotSampled: chance });
  }
  const root = named.endsWith('always_on')
    ? new AlwaysOnSampler()
    : named.endsWith('always_off')
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(share);
  return doesAsCallersSay(settings) ? new ParentBasedSampler({ root }) : root;
}

/** Whether the flag `sampled` of whoever calls is believed: only where a sampler is named that does so. */
export function doesAsCallersSay({ OTEL_TRACES_SAMPLER: named }: TelemetrySettings): boolean {
  return named?.startsWith('parentbased_') ?? false;
}

function byChance({ SamplingDecision }: typeof Packages, percent: number): Sampler {
  return {
    shouldSample: () => ({
      decision: Math.random() * 100 < percent ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
    }),
    toString: () => `${String(percent)} %`,
  };
}
