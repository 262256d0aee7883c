import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import { bytesOf } from '../../response/answerBytes';
import type { RequestContext } from '../../operation/contexts';

/**
 * What tells of an answer may be larger than the answer. Where both together are larger than an answer may be, the explanation and the cost of
 * each field are left out, and that is said in their place. Stands after the plugins that add them.
 */
export function extensionsRoomPlugin(maxBytes: number): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: ({ contextValue: { explain, costDebug } }) =>
      Promise.resolve(
        explain === null && !costDebug
          ? undefined
          : {
              willSendResponse: ({ response }) => {
                leaveOut(response, maxBytes);
                return Promise.resolve();
              },
            },
      ),
  };
}

function leaveOut({ body }: GraphQLResponse, maxBytes: number): void {
  if (body.kind !== 'single' || bytesOf(body.singleResult) <= maxBytes) return;
  const { explain, cost, ...others } = body.singleResult.extensions ?? {};
  const { fields, ...costs } = (cost ?? {}) as Readonly<Record<string, unknown>>;
  const names = [...(explain === undefined ? [] : ['explain']), ...(fields === undefined ? [] : ['cost.fields'])];
  body.singleResult.extensions = {
    ...others,
    ...(cost !== undefined && { cost: costs }),
    omitted: `Left out, since the answer would have more than ${String(maxBytes)} bytes: ${names.join(', ')}.`,
  };
}
