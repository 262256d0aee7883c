/** What `compile.mjs` makes of src/server/lambda.ts, as far as it is used here. */
declare module '*/src/server/lambda.js' {
  export function createFunction(environment: () => Promise<NodeJS.ProcessEnv>): {
    readonly handler: (event: unknown) => Promise<unknown>;
  };
}
