import { HeaderMap, type ApolloServerPlugin, type GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import { logFault } from '../../observe/faultLog';
import type { Log } from '../../observe/requests/Log';
import type { RequestRecord } from '../../observe/requests/RequestRecord';
import { currentRecord, currentRequestId } from '../../observe/requestScope';
import type { Telemetry } from '../../observe/telemetry/Telemetry';
import type { OperationContext } from '../../operation/contexts';
import type { Operations } from '../../operation/Operations';
import type { Presentation } from '../../operation/Presentation';
import { legacyStatus } from './legacyStatus';

interface Parts {
  readonly operations: Operations;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

type Sending = GraphQLRequestContextWillSendResponse<OperationContext>;

/** Hands what Apollo has parsed to `src/operation`, and gives Apollo what comes of it. */
export function operationPlugin({ operations, telemetry, log }: Parts): ApolloServerPlugin<OperationContext> {
  return {
    // What comes to `formatError` of it has neither the cause nor where it was.
    unexpectedErrorProcessingRequest: ({ error }) => done(() => logFault(log, error, currentRequestId())),
    requestDidStart: ({ request }) => {
      // No operation is named so: some clients send it where they name none. As subscriptions take it.
      if (request.operationName === '') delete request.operationName;
      entering((record) => telemetry.operationStarted(record));
      return Promise.resolve({
        didResolveOperation: ({ operation, operationName, source }) =>
          done(() => {
            entering((record) => {
              record.operationName = operationName;
              record.operationType = operation?.operation ?? null;
              telemetry.operationResolved(record, source);
            });
          }),
        // Apollo comes here, too, where the document has no operation of the name that was asked for; its types do not say so.
        responseForOperation: async ({ document, operation, request: { variables = {} }, contextValue }) => {
          const definition = (operation as OperationDefinitionNode | undefined) ?? null;
          const { answer, status } = await operations.run({ document, definition, variables }, contextValue);
          return { http: { status, headers: new HeaderMap() }, body: { kind: 'single', singleResult: answer } };
        },
        willSendResponse: async (sending) => {
          await present(operations.presentation, sending);
          entering((record) => {
            enter(record, sending);
            telemetry.operationEnded(record);
          });
        },
      });
    },
  };
}

async function present(presentation: Presentation, { request, response, contextValue }: Sending): Promise<void> {
  const { http, body } = response;
  if (body.kind !== 'single') return;
  const outcome = await presentation.once({ status: http.status ?? 200, answer: body.singleResult }, contextValue);
  const { answer, status, retryAfterSeconds } = outcome;
  response.body = { kind: 'single', singleResult: answer };
  http.status = legacyStatus(request.http?.headers.get('accept'), { answer, status });
  if (retryAfterSeconds !== undefined) http.headers.set('retry-after', String(retryAfterSeconds));
}

/** Which operation it was, and what was denied. */
function enter(record: RequestRecord, { request, contextValue: { denials } }: Sending): void {
  // Where none was found, the name that was asked for; the log lets names only through.
  record.operationName ??= request.operationName ?? null;
  record.denied = denials.all;
  for (const { code } of denials.all) record.codes.add(code);
}

function entering(enterInto: (record: RequestRecord) => void): void {
  const record = currentRecord();
  if (record) enterInto(record);
}

/** Apollo's hooks want promises; ours have nothing to wait for. */
function done(run: () => void): Promise<void> {
  run();
  return Promise.resolve();
}
