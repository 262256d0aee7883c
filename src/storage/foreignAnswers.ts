import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Something else than the store has answered: a proxy, a page to sign in on, a port that another program has taken. */
export class ForeignAnswerError extends Error {
  override readonly name = 'ForeignAnswerError';
}

/**
 * A success that is empty or no JSON is not the store's. The SDK would read it as `{}`: as "there is no such item", and as
 * "the transaction was made".
 */
export function refuseForeignAnswers(client: DynamoDBDocumentClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { statusCode, headers, body } = result.response as HttpAnswer;
      if (statusCode < 300 && !isOfStore(headers)) {
        body?.destroy();
        throw new ForeignAnswerError('expected JSON');
      }
      return result;
    },
    { step: 'deserialize', name: 'refuseForeignAnswers', priority: 'low' },
  );
}

type HttpHeaders = Readonly<Record<string, string | string[] | undefined>>;

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: HttpHeaders;
  readonly body?: { destroy(): void };
}

/** Whether the headers are of an answer that the store could have given. */
export function isOfStore({ 'content-type': type, 'content-length': length }: HttpHeaders): boolean {
  return /json/i.test(String(type)) && length !== '0';
}
