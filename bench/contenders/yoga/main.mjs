// GraphQL Yoga with a Pothos schema.
import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { authenticate } from '../shared/identity.mjs';
import { maySeeProducts } from '../shared/maySeeProducts.mjs';
import { schema } from './schema.mjs';

const yoga = createYoga({
  schema,
  graphiql: false,
  logging: false,
  context: async ({ request: { headers } }) => {
    const caller = await authenticate({
      authorization: headers.get('authorization'),
      'x-visit-token': headers.get('x-visit-token'),
    });
    return { caller, maySeeProducts: maySeeProducts(caller) };
  },
});

createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1');
