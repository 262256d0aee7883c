import type { TableRequest } from '../iam/PolicySimulator';
import type { Role } from './accessMatrix';
import type { World } from './callers';
import type { Where } from './Step';

type Say = (saw: string) => void;

/** Asks for one attribute as a principal; whether that was allowed. */
export type AttributeAsker = (request: TableRequest) => Promise<boolean>;

/** In whose name attributes are asked for, and what the session says. */
export type ProvingSession = Pick<TableRequest, 'principal' | 'tags'>;

/** Where the API under proof runs, and what can be done with it there. */
export interface Site {
  readonly where: Where;
  /** Whether REQUIRE_MFA is on there, and nobody of those who sign in has one. */
  readonly requiresSecondFactor: boolean;
  /** The roles in whose name attributes are asked for; `undefined`: all. */
  readonly askedAs: readonly string[] | undefined;
  readonly deploy: (say: Say) => Promise<void>;
  /** Such as `http://localhost:4000/graphql`. */
  readonly url: () => Promise<string>;
  readonly idTokenOf: (role: Exclude<Role, 'GUEST'>) => Promise<string>;
  /** Hands over somebody who asks as this principal, for as long as `use` takes. */
  readonly asPrincipal: <T>(session: ProvingSession, use: (ask: AttributeAsker) => Promise<T>) => Promise<T>;
  readonly rotateKeys: (world: World, say: Say) => Promise<void>;
  readonly page: (say: Say) => Promise<void>;
  readonly restore: (say: Say) => Promise<void>;
  readonly destroy: (say: Say) => Promise<void>;
  /** After an interruption: ends what is on this machine, and says what stands elsewhere. */
  readonly leave: (say: Say) => Promise<void>;
}
