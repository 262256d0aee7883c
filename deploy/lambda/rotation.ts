import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
// As `bundle.mjs` has compiled it.
import { createAwsClient } from '../build/js/src/aws/createAwsClient.js';
import { AWS_OPTIONS } from './awsOptions';
import { firstRings, parseRings, rotated, type KeyRings } from './keyRings';

/** What Secrets Manager hands over for each of the four steps of a rotation. */
export interface RotationEvent {
  readonly Step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** What of Secrets Manager's client is used. */
export type Secrets = Pick<SecretsManagerClient, 'send'>;

/** Rotates the rings of signing keys. Each step may come again: then what is done already stays as it is. */
export function createRotation(secrets: Secrets): (event: RotationEvent) => Promise<void> {
  return async (event) => {
    await assertRotating(secrets, event);
    if (event.Step === 'createSecret') await create(secrets, event);
    // There is nobody to hand the keys to: instances read them when they start.
    if (event.Step === 'testSecret') await test(secrets, event);
    if (event.Step === 'finishSecret') await finish(secrets, event);
  };
}

/** A version that Secrets Manager does not know of is nobody's business. */
async function assertRotating(secrets: Secrets, { SecretId, ClientRequestToken }: RotationEvent): Promise<void> {
  const { RotationEnabled, VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  const stages = VersionIdsToStages[ClientRequestToken];
  if (RotationEnabled !== true || !stages) throw new Error('expected a version of a secret that is being rotated');
}

async function create(secrets: Secrets, { SecretId, ClientRequestToken }: RotationEvent): Promise<void> {
  if (await ringsAt(secrets, SecretId, 'AWSPENDING', ClientRequestToken)) return;
  const current = await ringsAt(secrets, SecretId, 'AWSCURRENT');
  await secrets.send(
    new PutSecretValueCommand({
      SecretId,
      ClientRequestToken,
      SecretString: JSON.stringify(current ? rotated(current) : firstRings()),
      VersionStages: ['AWSPENDING'],
    }),
  );
}

/** What would be signed from now on must be accepted by whoever still has the rings of before. */
async function test(secrets: Secrets, { SecretId, ClientRequestToken }: RotationEvent): Promise<void> {
  const pending = await ringsAt(secrets, SecretId, 'AWSPENDING', ClientRequestToken);
  if (!pending) throw new Error('expected new rings to test');
  const current = await ringsAt(secrets, SecretId, 'AWSCURRENT');
  if (!current) return;
  for (const [name, ring] of Object.entries(pending)) {
    const known = current[name as keyof KeyRings].split(',');
    const [signing = ''] = ring.split(',');
    if (!known.includes(signing)) throw new Error(`expected ${name} to sign with a key that is accepted already`);
    if (!ring.split(',').includes(known[0] ?? '')) throw new Error(`expected ${name} to accept what was signed so far`);
  }
}

async function finish(secrets: Secrets, { SecretId, ClientRequestToken }: RotationEvent): Promise<void> {
  const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes('AWSCURRENT'));
  if (current === ClientRequestToken) return;
  await secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: ClientRequestToken,
      RemoveFromVersionId: current,
    }),
  );
}

/** `null` where there is no such version, or where it is what the stack has put there before the first rotation. */
async function ringsAt(
  secrets: Secrets,
  SecretId: string,
  VersionStage: string,
  VersionId?: string,
): Promise<KeyRings | null> {
  try {
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage, VersionId }));
    return SecretString.startsWith('{') && SecretString.includes('KEYS') ? parseRings(SecretString) : null;
  } catch (cause) {
    if (cause instanceof ResourceNotFoundException) return null;
    throw cause;
  }
}

export const handler = createRotation(createAwsClient(SecretsManagerClient, AWS_OPTIONS));
