import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stages';

export interface FunctionOptions {
  readonly stage: Stage;
  /** The folder below build/functions, which `bundle.mjs` has made. */
  readonly bundle: string;
  readonly description: string;
  readonly memoryMb?: number;
  readonly timeout?: Duration;
  readonly concurrency?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A function on Node 24 and arm64 with a role of its own, which may write its log and nothing else until it is told. */
export class OwnFunction extends Construct {
  readonly lambda: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, options: FunctionOptions) {
    super(scope, id);
    const { stage, bundle, description, memoryMb = 256, timeout = Duration.seconds(10), environment = {} } = options;
    const logGroup = new logs.LogGroup(this, 'Log', {
      retention: stage.logDays === 365 ? logs.RetentionDays.ONE_YEAR : logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.lambda = new lambda.Function(this, 'Function', {
      description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(__dirname, '../build/functions', bundle)),
      role: this.role,
      memorySize: memoryMb,
      timeout,
      reservedConcurrentExecutions: options.concurrency,
      environment,
      logGroup,
    });
    logGroup.grantWrite(this.role);
  }
}
