import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
// As `bundle.mjs` has compiled it.
import { createAwsClient } from '../build/js/src/aws/createAwsClient.js';
import { createFunction } from '../build/js/src/server/lambda.js';
import { AWS_OPTIONS } from './awsOptions';

/** Where the pool's keys are, when they were there to be bundled. */
const KEY_SET = join(__dirname, 'jwks.json');

/**
 * The environment of the function, with the signing keys that only Secrets Manager knows. They are read once for each sandbox: a ring
 * holds the next key before it signs, so one that was read before a rotation still verifies what is signed after it.
 */
async function environment(): Promise<NodeJS.ProcessEnv> {
  const client = createAwsClient(SecretsManagerClient, AWS_OPTIONS);
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.KEYS_SECRET_ARN }));
  client.destroy();
  const keys = JSON.parse(SecretString ?? '{}') as Record<string, string>;
  return { ...process.env, ...keys, ...(existsSync(KEY_SET) && { COGNITO_JWKS_FILE: KEY_SET }) };
}

export const { handler } = createFunction(environment);
