import { AwsRefusal, byCommandLine, type Call } from './calls';
import { Unproven } from './Step';

/** Where the stacks go unless told, as `deploy/app.ts` has it. */
export const REGION = process.env.CDK_DEFAULT_REGION ?? 'eu-central-1';

/** The deployed stacks of a stage, by what they say in their outputs. */
export class Stacks {
  readonly call: Call = byCommandLine(REGION);

  constructor(readonly stage: string) {
    if (stage !== 'dev' && stage !== 'prod')
      throw new Unproven('-c stage=dev or -c stage=prod', `it was ${stage || 'none'}`, 'Say which.');
  }

  name(stack: string): string {
    return `fieldgate-${this.stage}-${stack}`;
  }

  /** Rejects with an `Unproven` where there is no such stack, or it says no such thing. */
  async output(stack: string, key: string): Promise<string> {
    const StackName = this.name(stack);
    const { Stacks: found = [] } = (await this.call('cloudformation', 'describe-stacks', { StackName }).catch(
      (error: unknown) => {
        if (error instanceof AwsRefusal && error.code === 'ValidationError') return { Stacks: [] };
        throw error;
      },
    )) as { Stacks?: readonly { Outputs?: readonly { OutputKey: string; OutputValue: string }[] }[] };
    const value = found[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (value !== undefined) return value;
    throw new Unproven(`the stack ${StackName} with its output ${key}`, 'there is none', 'Deploy it first.');
  }

  /** Where the SDK finds the table, for commands that take a local engine unless they are told. */
  get endpoint(): string {
    return process.env.AWS_ENDPOINT_URL_DYNAMODB ?? `https://dynamodb.${REGION}.amazonaws.com`;
  }
}
