import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
// As `bundle.mjs` has compiled it.
import { createAwsClient } from '../build/js/src/aws/createAwsClient.js';
import { createFunction } from '../build/js/src/lambda.js';
import { AWS_OPTIONS } from './awsOptions';

/** Where the pool's keys are, when they were there to be bundled. */
const KEY_SET = join(__dirname, 'jwks.json');

/**
 * The environment of the function, with the signing keys that only Secrets Manager knows. They are read once for each sandbox: a ring
 * holds the next key before it signs, so one that was read before a rotation still verifies what is signed after it.
 */
async function environment(): Promise<NodeJS.ProcessEnv> {
  const client = createAwsClient(SecretsManagerClient, AWS_OPTIONS);
  const { KEYS_SECRET_ARN, EDGE_KEY_ARN, EDGE_KEY_BEFORE_ARN } = process.env;
  const [rings, EDGE_KEY, EDGE_KEY_BEFORE] = await Promise.all(
    [KEYS_SECRET_ARN, EDGE_KEY_ARN, EDGE_KEY_BEFORE_ARN].map(async (arn) => secretAt(client, arn)),
  );
  client.destroy();
  const keys = JSON.parse(rings ?? '{}') as Record<string, string>;
  const keySet = existsSync(KEY_SET) && { COGNITO_JWKS_FILE: KEY_SET };
  return { ...process.env, ...keys, EDGE_KEY, EDGE_KEY_BEFORE, ...keySet };
}

/** Fails where there should be one and is none: without its key, the edge would not be asked for. */
async function secretAt(client: SecretsManagerClient, arn: string | undefined): Promise<string | undefined> {
  if (arn === undefined) return undefined;
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  if (SecretString === undefined) throw new Error('expected a string in each secret of the API');
  return SecretString;
}

export const { handler } = createFunction(environment);
