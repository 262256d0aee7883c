import type { AddressInfo } from 'node:net';
import { LOCAL_CLIENT_ID, LOCAL_ISSUER, LOCAL_USER_POOL_ID, prepareCognitoDatabase } from './cognitoDatabase';
import { createCognitoServer, listen } from './cognitoServer';
import type { Deliver } from './outbox';
import { portNear } from './ports';

/** A running local Cognito, and what the API is to be told about it. */
export interface Cognito {
  readonly url: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly jwksUri: string;
  stop(): Promise<void>;
}

interface Options {
  readonly folder: string;
  readonly port?: number;
  /** What would be e-mail. */
  readonly deliver: Deliver;
}

const PREFERRED_PORT = 9339;

/** Starts the local Cognito in this process, on 127.0.0.1, with the local users. */
export async function startCognito({ folder, port, deliver }: Options): Promise<Cognito> {
  await prepareCognitoDatabase(folder);
  const server = await createCognitoServer({ folder, deliver });
  await listen(server, port ?? (await portNear(PREFERRED_PORT)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    userPoolId: LOCAL_USER_POOL_ID,
    clientId: LOCAL_CLIENT_ID,
    issuer: LOCAL_ISSUER,
    jwksUri: `${url}/${LOCAL_USER_POOL_ID}/.well-known/jwks.json`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
