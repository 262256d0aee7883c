import { createCounterClient } from '../../storage/client';
import type { Configuration } from '../configuration';
import { RateLimits } from './RateLimits';
import { storeOptions } from '../storeOptions';

/** The rate limits of the configuration, counted in this process or in a table that several instances share. */
export function createRateLimits(configuration: Configuration): RateLimits {
  const client =
    configuration.RATE_LIMIT_STORE === 'dynamodb' ? createCounterClient(storeOptions(configuration)) : null;
  return new RateLimits({
    points: configuration.RATE_LIMIT_POINTS,
    addressPoints: configuration.RATE_LIMIT_ADDRESS_POINTS,
    addressRequests: configuration.RATE_LIMIT_ADDRESS_REQUESTS,
    windowSeconds: configuration.RATE_LIMIT_WINDOW_SECONDS,
    attempts: configuration.RATE_LIMIT_ATTEMPTS,
    attemptsWindowSeconds: configuration.RATE_LIMIT_ATTEMPTS_WINDOW_SECONDS,
    store: client && { client, tableName: configuration.RATE_LIMIT_TABLE_NAME },
  });
}
