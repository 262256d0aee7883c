import type { ApolloServer } from '@apollo/server';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type { Credentials } from '../../identity/authenticate';
import type { Caller } from '../../identity/Caller';
import type { Api } from '../../compose/api';
import type { Configuration } from '../../configuration/configuration';
import type { OperationContext } from '../../operation/contexts';
import type { TakenDocuments } from '../../operation/documents/TakenDocuments';
import type { Readiness } from './lifecycle/Readiness';
import type { RateLimits } from '../../operation/limits/RateLimits';
import type { Observer } from '../../observe/Observer';
import type { TokenCookie } from '../../identity/cookies';

/** What the HTTP surface is made of. */
export interface HttpParts {
  readonly configuration: Configuration;
  readonly apollo: ApolloServer<OperationContext>;
  /** `null` where none can be named by an id. */
  readonly documents: TakenDocuments | null;
  readonly credentials: Credentials;
  readonly guestCookie: TokenCookie;
  readonly deviceCookie: TokenCookie;
  readonly createContext: (request: FastifyRequest, reply: FastifyReply, caller: Caller) => OperationContext;
  readonly readiness: Readiness;
  readonly rateLimits: RateLimits;
  readonly api: Pick<Api, 'schema' | 'model'>;
  readonly logger: FastifyBaseLogger;
  readonly observer: Observer;
}
