import { createCounterClient, type ClientOptions } from '../../storage/client';
import { CounterTable, isThrottled } from '../../storage/CounterTable';
import type { Configuration } from '../../configuration/configuration';
import type { Telemetry } from '../../observe/telemetry/Telemetry';
import { SideSystem, type SideSystemListener } from '../../sideSystems/SideSystem';
import { RateLimits } from './RateLimits';
import type { CounterStore } from './SharedCounters';

interface Parts {
  readonly store: ClientOptions;
  readonly telemetry: Telemetry;
  readonly onChange: SideSystemListener;
}

/** The rate limits of the configuration, counted in this process or in a table that several instances share. */
export function createRateLimits(
  configuration: Configuration,
  parts: Parts,
): { readonly rateLimits: RateLimits; readonly close: () => Promise<void> } {
  const isShared = configuration.RATE_LIMIT_STORE === 'dynamodb';
  const table = isShared
    ? new CounterTable(createCounterClient(parts.store), configuration.RATE_LIMIT_TABLE_NAME)
    : null;
  const guard = table && guardOf(configuration, parts);
  parts.telemetry.watch('sideSystems', { system: 'rate-limits' }, () => Number(guard?.system.isAway ?? false));
  const rateLimits = new RateLimits({
    points: configuration.RATE_LIMIT_POINTS,
    addressPoints: configuration.RATE_LIMIT_ADDRESS_POINTS,
    addressRequests: configuration.RATE_LIMIT_ADDRESS_REQUESTS,
    windowSeconds: configuration.RATE_LIMIT_WINDOW_SECONDS,
    attempts: configuration.RATE_LIMIT_ATTEMPTS,
    attemptsWindowSeconds: configuration.RATE_LIMIT_ATTEMPTS_WINDOW_SECONDS,
    store: table && guard && { table, ...guard },
  });
  const close = async () => {
    await rateLimits.sent();
    table?.destroy();
  };
  return { rateLimits, close };
}

function guardOf(
  { RATE_LIMIT_TIMEOUT_MS: timeoutMs, RATE_LIMIT_WHEN_AWAY: whenAway }: Configuration,
  { onChange }: Pick<Parts, 'onChange'>,
): Pick<CounterStore, 'system' | 'whenAway'> {
  const system = new SideSystem({
    ...({ name: 'rate-limits', timeoutMs, onChange } as const),
    // One caller can wear out the counter of their own: that says nothing of the others'.
    isOutage: (cause) => !isThrottled(cause),
  });
  return { system, whenAway };
}
