import { createClient } from './client';
import { ordersOf } from './ordersOf';

const USAGE =
  'Usage: FIELDGATE_TOKEN=<ID token of the owner> npm run --silent export-orders -- <shop id> [<placed from>]';

/** Prints the orders of a shop, one JSON object a line. */
async function main([shopId, placedFrom]: readonly string[]): Promise<void> {
  const { FIELDGATE_TOKEN: token, FIELDGATE_URL: url = 'http://localhost:4000/graphql' } = process.env;
  if (token === undefined || shopId === undefined) throw new Error(USAGE);
  for await (const order of ordersOf(createClient(url, token), { shopId, ...(placedFrom && { placedFrom }) }))
    process.stdout.write(`${JSON.stringify(order, withoutTypename)}\n`);
}

/** Asked for by every client’s documents, and of no use here. */
function withoutTypename(key: string, value: unknown): unknown {
  return key === '__typename' ? undefined : value;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
