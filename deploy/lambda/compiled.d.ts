/* What `compile.mjs` makes of the API, as far as it is used here. */

declare module '*/src/lambda.js' {
  export function createFunction(environment: () => Promise<NodeJS.ProcessEnv>): {
    readonly handler: (event: unknown) => Promise<unknown>;
  };
}

declare module '*/src/aws/createAwsClient.js' {
  interface Options {
    readonly region: string;
    readonly isLocal: false;
    readonly connectionTimeoutMs: number;
    readonly requestTimeoutMs: number;
  }

  export function createAwsClient<Client>(Class: abstract new (given: never) => Client, options: Options): Client;
}
