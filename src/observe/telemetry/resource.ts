import { randomUUID } from 'node:crypto';
import type { Resource } from '@opentelemetry/resources';
import { release } from '../../configuration/release';
import type { TelemetrySettings } from '../../configuration/telemetryVariables';

/**
 * What traces and metrics say of this process: which service, which release of it, and which of its instances. The last is made anew
 * for each process unless `OTEL_RESOURCE_ATTRIBUTES` names it.
 */
export async function resourceOf(settings: TelemetrySettings): Promise<Resource> {
  const { defaultResource, resourceFromAttributes } = await import('@opentelemetry/resources');
  const { OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME } = settings;
  return defaultResource().merge(
    resourceFromAttributes({
      'service.name': 'fieldgate',
      'service.version': release(),
      'service.instance.id': randomUUID(),
      ...OTEL_RESOURCE_ATTRIBUTES,
      ...(OTEL_SERVICE_NAME !== undefined && { 'service.name': OTEL_SERVICE_NAME }),
    }),
  );
}
