import { join } from 'node:path';

/** Only local mode has credentials for an engine that wants none: these come from where production's do. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
// For servers in this process, the SDK looks at the process.
Object.assign(process.env, CREDENTIALS);

/**
 * Turns the environment of {@link ApiUnderTest} into one of production: a real user pool's id and a key set, to which nobody here has a
 * private key, so that guests are all who ask.
 */
export const PRODUCTION_ENVIRONMENT = {
  ...CREDENTIALS,
  FIELDGATE_MODE: 'production',
  DYNAMODB_STREAMS_ENDPOINT: process.env.FIELDGATE_TEST_ENDPOINT ?? '',
  COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
  COGNITO_ISSUER: '',
  COGNITO_JWKS_URI: '',
  COGNITO_JWKS_FILE: join(__dirname, '../../deploy/test/jwks.json'),
  INTROSPECTION: '',
};
