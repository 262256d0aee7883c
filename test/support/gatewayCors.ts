import type { IncomingMessage } from 'node:http';
import type { GatewayAnswer } from '../../src/transports/lambda/gatewayEvent';

/** What a template says of it (`CorsConfiguration` of `AWS::ApiGatewayV2::Api`). */
export interface GatewayCors {
  readonly AllowOrigins: readonly string[];
  readonly AllowCredentials: boolean;
  readonly AllowMethods: readonly string[];
  readonly AllowHeaders: readonly string[];
  readonly ExposeHeaders: readonly string[];
  readonly MaxAge: number;
}

/*
 * A gateway with a CORS configuration answers preflights itself, and puts its own headers in the place of those that a function answers.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */

/** `null` where it is no preflight, so that the function is asked. */
export function preflightAnswer(cors: GatewayCors, { method, headers }: IncomingMessage): GatewayAnswer | null {
  const { origin, 'access-control-request-method': asked } = headers;
  if (method !== 'OPTIONS' || origin === undefined || asked === undefined) return null;
  const allowed = isAllowed(cors, origin) && {
    ...allowing(cors, origin),
    'access-control-allow-methods': cors.AllowMethods.join(','),
    'access-control-allow-headers': cors.AllowHeaders.join(','),
    'access-control-max-age': String(cors.MaxAge),
  };
  return { statusCode: 204, headers: { ...allowed }, body: '', isBase64Encoded: false };
}

/** The function's answer as the gateway sends it. */
export function withGatewayCors(cors: GatewayCors, { headers }: IncomingMessage, answer: GatewayAnswer): GatewayAnswer {
  const others = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-'));
  const { origin = '' } = headers;
  const allowed = isAllowed(cors, origin) && {
    ...allowing(cors, origin),
    'access-control-expose-headers': cors.ExposeHeaders.join(','),
  };
  return { ...answer, headers: { ...Object.fromEntries(others), ...allowed } };
}

const isAllowed = ({ AllowOrigins }: GatewayCors, origin: string): boolean => AllowOrigins.includes(origin);

function allowing({ AllowCredentials }: GatewayCors, origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    ...(AllowCredentials && { 'access-control-allow-credentials': 'true' }),
  };
}
