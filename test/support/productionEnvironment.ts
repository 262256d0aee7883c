import { join } from 'node:path';

// Only local mode has credentials for an engine that wants none: here they come from where production's do.
process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';

/**
 * Turns the environment of {@link ApiUnderTest} into one of production: a real user pool's id and a key set, to which nobody here has a
 * private key, so that guests are all who ask.
 */
export const PRODUCTION_ENVIRONMENT = {
  FIELDGATE_MODE: 'production',
  DYNAMODB_STREAMS_ENDPOINT: process.env.FIELDGATE_TEST_ENDPOINT ?? '',
  COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
  COGNITO_ISSUER: '',
  COGNITO_JWKS_URI: '',
  COGNITO_JWKS_FILE: join(__dirname, '../../deploy/test/jwks.json'),
  INTROSPECTION: '',
};
