import { Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Domain } from '../../stages';

/** Of these the API accepts two; a third is still asked for by functions that started before the deployment which made the newest. */
const KEPT = 3;

/**
 * The keys by which the API knows the edge. Each is a secret of its own, by its number: so the template of the edge changes with the number,
 * and CloudFormation reads the new key, after whoever accepts it was deployed.
 */
export class EdgeKeys extends Construct {
  private readonly current: secretsmanager.Secret;
  private readonly before: secretsmanager.Secret | undefined;

  constructor(scope: Construct, id: string, { keyNumber }: Pick<Domain, 'keyNumber'>) {
    super(scope, id);
    const numbers = Array.from({ length: KEPT }, (_, index) => keyNumber - index).filter((number) => number >= 1);
    const [current, before] = numbers.map((number) => this.key(number));
    if (!current) throw new RangeError('expected a key from number 1 on');
    this.current = current;
    this.before = before;
  }

  private key(number: number): secretsmanager.Secret {
    const key = new secretsmanager.Secret(this, String(number), {
      description: `Key ${String(number)} by which the API knows CloudFront. A new one: domain.keyNumber in deploy/stages.ts.`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    Validations.of(key).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'CloudFront is told a new key by a deployment only, so a deployment makes it: see docs/operations.md.',
    });
    return key;
  }

  /** What CloudFormation puts the key of today in the place of, when it makes or changes what has this in its template. */
  get reference(): string {
    return this.current.secretValue.unsafeUnwrap();
  }

  /** For the function, which reads secrets itself. */
  get arns(): Readonly<Record<string, string>> {
    const { current, before } = this;
    return { EDGE_KEY_ARN: current.secretArn, ...(before && { EDGE_KEY_BEFORE_ARN: before.secretArn }) };
  }

  /** For tasks, in whose environment ECS puts secrets. */
  get secrets(): Readonly<Record<string, ecs.Secret>> {
    const { current, before } = this;
    return {
      EDGE_KEY: ecs.Secret.fromSecretsManager(current),
      ...(before && { EDGE_KEY_BEFORE: ecs.Secret.fromSecretsManager(before) }),
    };
  }

  grantRead(to: iam.IGrantable): void {
    this.current.grantRead(to);
    this.before?.grantRead(to);
  }
}
