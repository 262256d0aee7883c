import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { AwsClient } from './createAwsClient';

/** An answer as it came, before the SDK makes anything of it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Whether it names its request, as every answer of a service of AWS does. */
export function namesRequest({ headers }: RawAnswer): boolean {
  return headers['x-amzn-requestid'] !== undefined;
}

/** Whether it names an error in a header, as do refusals of whoever stands before a service for AWS. */
export function namesError({ headers }: RawAnswer): boolean {
  return headers['x-amzn-errortype'] !== undefined;
}

/** What was asked for; the command by its class, without `Command`. */
export interface Asked {
  readonly command: string;
  readonly input: object;
}

/**
 * Shows each answer to `judge` before the SDK sees it: it may throw. The SDK itself reads most of what is JSON as `{}`. `named` makes of what
 * broke an exchange off what is thrown.
 */
export function judgeAnswers(
  client: AwsClient,
  judge: (asked: Asked, answer: RawAnswer) => void,
  named: (cause: unknown) => unknown = (cause) => cause,
): void {
  const rethrow = (cause: unknown): never => {
    throw named(cause);
  };
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args).catch(rethrow);
        const response = result.response as SdkResponse;
        const bytes = Buffer.isBuffer(response.body) ? response.body : await buffer(response.body).catch(rethrow);
        response.body = bytes;
        const { statusCode: status, headers } = response;
        judge(
          { command: commandName.replace(/Command$/, ''), input: args.input },
          { status, headers, body: bytes.toString('utf8') },
        );
        return result;
      },
    { step: 'deserialize', name: 'judgeAnswers', priority: 'low' },
  );
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: RawAnswer['headers'];
  body: Readable | Buffer;
}
