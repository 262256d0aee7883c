import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertUninterrupted } from './interruption';
import { runToEnd } from './processes';

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

/** Of these an answer says itself where the next one begins; whoever calls goes on there. Of all others the command line gets every page. */
const PAGED_BY_CALLER = ['dynamodb scan', 'dynamodb query'];

/**
 * By AWS’s command line, which has credentials of its own: those of the environment or of a profile. What it is given stands in a file for that
 * time: what is typed, every user of this machine can see.
 */
export const byCommandLine =
  (region: string): Call =>
  async (service, operation, input = {}) => {
    assertUninterrupted();
    const folder = await mkdtemp(join(tmpdir(), 'fieldgate-call-'));
    const file = join(folder, 'input.json');
    try {
      await writeFile(file, JSON.stringify(input), { mode: 0o600 });
      const given = [service, operation, '--cli-input-json', `file://${file}`, '--output', 'json', '--region', region];
      if (PAGED_BY_CALLER.includes(`${service} ${operation}`)) given.push('--no-paginate');
      return await answerTo(given);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

async function answerTo(given: readonly string[]): Promise<Record<string, unknown>> {
  // Version 2 shows long answers page by page, unless told.
  const env = { ...process.env, AWS_PAGER: '' };
  const { code, stdout, stderr } = await runToEnd({ command: 'aws', given, env, isBrief: true }).catch(explained);
  if (code === 0) return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  const [, name = 'Refused'] = /An error occurred \(([\w.]+)\)/.exec(stderr) ?? [];
  const said = stderr.trim().split('\n').at(-1) ?? '';
  throw new AwsRefusal(name, `aws ${given.slice(0, 2).join(' ')}: ${said || `it ended with ${String(code)}`}`);
}

function explained(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  throw new AwsRefusal('NoCommandLine', 'there is no `aws` on the PATH: install the AWS CLI, version 2, and sign in');
}

/** To an engine on this machine, which speaks DynamoDB’s protocol and wants no credentials. */
export const toEngine =
  (endpoint: string): Call =>
  async (_service, operation, input = {}) => {
    assertUninterrupted();
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
