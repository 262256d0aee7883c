import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Stage } from '../stages';
import { OwnLog } from './OwnLog';

export interface FunctionOptions {
  readonly stage: Stage;
  /** The folder below build/functions, which `bundle.mjs` has made. */
  readonly bundle: string;
  /** Files of this stage’s own beside the bundle’s: their paths by the names that they get. */
  readonly files?: Readonly<Record<string, string>>;
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
    const { stage, description, memoryMb = 256, timeout = Duration.seconds(10), environment = {} } = options;
    const logGroup = new OwnLog(this, 'Log', stage).group;
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.lambda = new lambda.Function(this, 'Function', {
      description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: codeOf(options),
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

function codeOf({ bundle, files = {} }: FunctionOptions): lambda.Code {
  const folder = join(__dirname, '../build/functions', bundle);
  const tryBundle = (out: string): boolean => {
    cpSync(folder, out, { recursive: true });
    for (const [name, path] of Object.entries(files)) cpSync(path, join(out, name));
    return true;
  };
  // The CDK asks for an image in case that nothing here can bundle; it is never fetched.
  const image = DockerImage.fromRegistry('never-fetched');
  // By what comes out of it, since the files of a stage are not in the folder: without that, new files would deploy nothing.
  return lambda.Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: { image, local: { tryBundle } },
  });
}
