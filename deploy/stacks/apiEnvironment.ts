import type { ApiParts } from './ApiStack';

/** The variables of the API (see README.md) that are no secrets and the same wherever it runs. */
export function apiEnvironment({
  stage,
  table,
  rateLimits,
  pool,
  client,
}: Omit<ApiParts, 'keys' | 'edgeKeys'>): Record<string, string> {
  return {
    FIELDGATE_MODE: 'production',
    TABLE_NAME: table.tableName,
    COGNITO_USER_POOL_ID: pool.userPoolId,
    COGNITO_CLIENT_ID: client.userPoolClientId,
    CORS_ORIGINS: stage.corsOrigins.join(','),
    REQUIRE_MFA: 'on',
    RATE_LIMIT_STORE: 'dynamodb',
    RATE_LIMIT_TABLE_NAME: rateLimits.tableName,
    REQUEST_DEADLINE_MS: '10000',
    // CloudFront cannot, where it caches nothing; see docs/facing-the-internet.md.
    ...(stage.domain && { COMPRESSION: 'on' }),
  };
}
