// Apollo Server with type-graphql, `@Authorized` on each field, DataLoader where BENCH_LOADING is `batches`.
import 'reflect-metadata';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { buildSchema } from 'type-graphql';
import { createContext, type Context } from './context.js';
import { OrderLineResolver, OrderResolver, ProductResolver, RootResolver, ShopResolver } from './resolvers.js';

declare const process: { env: Record<string, string | undefined> };

const schema = await buildSchema({
  resolvers: [RootResolver, ShopResolver, OrderResolver, OrderLineResolver, ProductResolver],
  authChecker: ({ context }: { context: Context }, roles: string[]) =>
    roles.some((role) => context.caller.roles.includes(role)),
  validate: false,
});

const app = Fastify();
const apollo = new ApolloServer<Context>({ schema, plugins: [fastifyApolloDrainPlugin(app)] });
await apollo.start();
app.post('/graphql', fastifyApolloHandler(apollo, { context: async ({ headers }) => createContext(headers) }));
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
