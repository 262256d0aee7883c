import { CfnOutput, Duration, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Stage } from '../stages';
import { EdgeKeys } from './edge/EdgeKeys';
import { OwnFunction } from './OwnFunction';

interface Props extends StackProps {
  readonly stage: Stage;
}

/** No token lives longer (VISIT_TOKEN_SECONDS, GUEST_SESSION_RENEWABLE_SECONDS): a key that has signed is accepted for two of these. */
const ROTATION = Duration.days(30);

/** The rings of signing keys: never in a template, never in an environment that the console shows. */
export class KeysStack extends Stack {
  readonly keys: secretsmanager.Secret;
  readonly rotation: lambda.Function;
  /** Where the stage has a domain. */
  readonly edgeKeys: EdgeKeys | null;

  constructor(scope: Construct, id: string, { stage, ...props }: Props) {
    super(scope, id, props);
    this.keys = new secretsmanager.Secret(this, 'Keys', {
      description:
        'Signing keys by variable, each a ring: signing, next, previous. The first rotation, at once, makes them.',
    });
    const { lambda: rotation, role } = new OwnFunction(this, 'Rotation', {
      stage,
      bundle: 'rotation',
      description: 'Rotates the signing keys: the next one signs, a new one comes after it.',
      timeout: Duration.seconds(30),
    });
    this.rotation = rotation;
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        resources: [this.keys.secretArn],
      }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'secretsmanager:GetRandomPassword, which the CDK grants to whoever rotates, is of no resource.',
    });
    this.edgeKeys = stage.domain ? new EdgeKeys(this, 'EdgeKeys', stage.domain) : null;
    new CfnOutput(this, 'KeysArn', { value: this.keys.secretArn });
    this.keys.addRotationSchedule('Schedule', {
      rotationLambda: rotation,
      automaticallyAfter: ROTATION,
      rotateImmediatelyOnUpdate: true,
    });
  }
}
