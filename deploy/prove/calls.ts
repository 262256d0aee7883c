import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * One call of an API of AWS’s, with its input and its output as the API has them. `service` and `operation` are those of the command line:
 * `call('dynamodb', 'describe-table', { TableName })`. Rejects with an `AwsRefusal`.
 */
export type Call = (service: string, operation: string, input?: object) => Promise<Record<string, unknown>>;

/** AWS’s own refusal; `code` is such as `AccessDeniedException`. */
export class AwsRefusal extends Error {
  override readonly name = 'AwsRefusal';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const run = promisify(execFile);
const ANSWER_BYTES = 64 * 1024 * 1024;

/** By AWS’s command line, which has credentials of its own: those of the environment or of a profile. */
export const byCommandLine =
  (region: string | undefined): Call =>
  async (service, operation, input = {}) => {
    const given = [service, operation, '--cli-input-json', JSON.stringify(input), '--output', 'json', '--no-paginate'];
    const options = region === undefined ? [] : ['--region', region];
    try {
      // Version 2 shows long answers page by page, unless told.
      const environment = { ...process.env, AWS_PAGER: '' };
      const { stdout } = await run('aws', [...given, ...options], { env: environment, maxBuffer: ANSWER_BYTES });
      return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
    } catch (error) {
      throw refusalOf(service, operation, error);
    }
  };

function refusalOf(service: string, operation: string, error: unknown): unknown {
  const { code, stderr = '' } = error as { code?: string | number; stderr?: string };
  if (code === 'ENOENT')
    return new AwsRefusal(
      'NoCommandLine',
      'there is no `aws` on the PATH: install the AWS CLI, version 2, and sign in',
    );
  if (typeof code !== 'number') return error;
  const [, name = 'Refused'] = /An error occurred \((\w+)\)/.exec(stderr) ?? [];
  return new AwsRefusal(name, `aws ${service} ${operation}: ${stderr.trim().split('\n').at(-1) ?? ''}`);
}

/** To an engine on this machine, which speaks DynamoDB’s protocol and wants no credentials. */
export const toEngine =
  (endpoint: string): Call =>
  async (_service, operation, input = {}) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${targetOf(operation)}`,
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as Record<string, unknown> & { __type?: string; message?: string };
    if (response.ok) return answer;
    const code = answer.__type?.split('#').at(-1) ?? String(response.status);
    throw new AwsRefusal(code, `${operation}: ${answer.message ?? code}`);
  };

/** `describe-table` is `DescribeTable`. */
function targetOf(operation: string): string {
  return operation.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
