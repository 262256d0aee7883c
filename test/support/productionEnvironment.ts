/**
 * Turns the environment of {@link ApiUnderTest} into one of production: a real user pool's id, of which no key can be fetched here,
 * so that guests are all who ask.
 */
export const PRODUCTION_ENVIRONMENT = {
  FIELDGATE_MODE: 'production',
  COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
  COGNITO_ISSUER: '',
  COGNITO_JWKS_URI: '',
  INTROSPECTION: '',
};
