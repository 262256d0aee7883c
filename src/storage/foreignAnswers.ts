import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Something else than the store has answered: a proxy, a page to sign in on, a port that another program has taken. */
class ForeignAnswerError extends Error {
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

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: { destroy(): void };
}

function isOfStore({ 'content-type': type = '', 'content-length': length }: HttpAnswer['headers']): boolean {
  return /json/i.test(type) && length !== '0';
}
