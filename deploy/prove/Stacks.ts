import { spawnSync } from 'node:child_process';
import { AwsRefusal, byCommandLine, type Call } from './calls';
import { Unproven } from './Step';

/** As the CDK has it, which hands a region to `deploy/app.ts` in any case. */
const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'];

interface Found {
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
}

/** The deployed stacks of a stage, by what they say in their outputs. */
export class Stacks {
  readonly region = configuredRegion();
  readonly call: Call = byCommandLine(this.region);
  private readonly found = new Map<string, Promise<Found | undefined>>();

  constructor(readonly stage: string) {
    if (stage !== 'dev' && stage !== 'prod')
      throw new Unproven('-c stage=dev or -c stage=prod', `it was ${stage || 'none'}`, 'Say which.');
  }

  name(stack: string): string {
    return `fieldgate-${this.stage}-${stack}`;
  }

  /** Rejects with an `Unproven` where there is no such stack, or it says no such thing. */
  async output(stack: string, key: string): Promise<string> {
    const value = await this.outputIfThere(stack, key);
    if (value !== undefined) return value;
    this.forget();
    const expected = `the stack ${this.name(stack)} in ${this.region} with its output ${key}`;
    throw new Unproven(expected, 'there is none', 'Deploy it first.');
  }

  /** `undefined` where there is no such stack, or it says no such thing. */
  async outputIfThere(stack: string, key: string): Promise<string | undefined> {
    const known = this.found.get(stack) ?? this.describe(stack);
    this.found.set(stack, known);
    return (await known)?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  }

  async exists(stack: string): Promise<boolean> {
    return (await this.describe(stack)) !== undefined;
  }

  /** After a deployment: outputs may be others. */
  forget(): void {
    this.found.clear();
  }

  /** Where the SDK finds the table, for commands that take a local engine unless they are told. */
  get endpoint(): string {
    return process.env.AWS_ENDPOINT_URL_DYNAMODB ?? `https://dynamodb.${this.region}.amazonaws.com`;
  }

  private async describe(stack: string): Promise<Found | undefined> {
    try {
      const { Stacks: [found] = [] } = (await this.call('cloudformation', 'describe-stacks', {
        StackName: this.name(stack),
      })) as { Stacks?: Found[] };
      return found;
    } catch (error) {
      if (error instanceof AwsRefusal && error.code === 'ValidationError') return undefined;
      this.forget();
      throw error;
    }
  }
}

/** Where the CDK deploys to: as the environment says, else as the profile does. */
function configuredRegion(): string {
  const [named] = REGION_VARIABLES.flatMap((name) => process.env[name] ?? []);
  const region = named ?? spawnSync('aws', ['configure', 'get', 'region'], { encoding: 'utf8' }).stdout?.trim();
  if (region) return region;
  throw new Unproven('a region', 'neither AWS_REGION nor a profile of `aws` names one', 'Set AWS_REGION.');
}
