import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { FastifyBaseLogger } from 'fastify';
import type { Context } from '../../response/Context';
import { logFault } from '../../observe/faultLog';
import { currentRecord, currentRequestId } from '../../observe/requestScope';
import type { Telemetry } from '../../observe/telemetry/Telemetry';

/** Enters into the request's record which operation it was and what was denied. Stands after the plugins that change answers. */
export function operationPlugin(logger: FastifyBaseLogger, telemetry: Telemetry): ApolloServerPlugin<Context> {
  const listener: GraphQLRequestListener<Context> = {
    didResolveOperation: ({ operation, operationName, source }) => {
      const record = currentRecord();
      if (record) {
        record.operationName = operationName;
        record.operationType = operation?.operation ?? null;
        telemetry.operationResolved(record, source);
      }
      return Promise.resolve();
    },
    willSendResponse: ({ request, contextValue: { denials } }) => {
      const record = currentRecord();
      if (record) {
        // Where none was found, the name that was asked for; the log lets names only through.
        record.operationName ??= request.operationName ?? null;
        record.denied = denials.all;
        for (const { code } of denials.all) record.codes.add(code);
        telemetry.operationEnded(record);
      }
      return Promise.resolve();
    },
  };
  return {
    // What comes to `formatError` of it has neither the cause nor where it was.
    unexpectedErrorProcessingRequest: ({ error }) => {
      logFault(logger, error, currentRequestId());
      return Promise.resolve();
    },
    requestDidStart: () => {
      const record = currentRecord();
      if (record) telemetry.operationStarted(record);
      return Promise.resolve(listener);
    },
  };
}
