import type { ApolloServer } from '@apollo/server';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type { Credentials } from '../../identity/authenticate';
import type { Caller } from '../../identity/Caller';
import type { Api } from '../api';
import type { Configuration } from '../configuration';
import type { RequestContext } from '../contexts';
import type { TakenDocuments } from '../documents/TakenDocuments';
import type { Readiness } from '../lifecycle/Readiness';
import type { ExplorerContent } from '../explorer/ExplorerContent';
import type { RateLimits } from '../limits/RateLimits';
import type { Observer } from '../observe/Observer';
import type { TokenCookie } from './cookies';

/** What the HTTP surface is made of. */
export interface HttpParts {
  readonly configuration: Configuration;
  readonly apollo: ApolloServer<RequestContext>;
  /** `null` where none can be named by an id. */
  readonly documents: TakenDocuments | null;
  readonly credentials: Credentials;
  readonly guestCookie: TokenCookie;
  readonly deviceCookie: TokenCookie;
  readonly createContext: (request: FastifyRequest, reply: FastifyReply, caller: Caller) => RequestContext;
  readonly readiness: Readiness;
  readonly rateLimits: RateLimits;
  readonly api: Pick<Api, 'schema' | 'model'>;
  /** What the explorers show at first. */
  readonly explorer: ExplorerContent;
  readonly logger: FastifyBaseLogger;
  readonly observer: Observer;
}
