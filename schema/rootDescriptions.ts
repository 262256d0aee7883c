import type { RootDescriptions } from '../src/model/describeRoots';

/** type-graphql has no place for these: its root types are written as many resolvers. */
export const rootDescriptions: RootDescriptions = {
  schema:
    'The API of a platform on which restaurants and shops sell to the people who walk in. A field that the caller may not see is null, and an ' +
    'error with the code `FORBIDDEN` or `UNAUTHENTICATED` says what it takes to see it. An object that the caller may not see at all is null ' +
    'without an error, as if it did not exist.',
  query: 'What can be read. A query changes nothing.',
  mutation:
    'What can be changed. A result has the object that was changed, and `userErrors` for what a person can do something about; all other ' +
    'failures are in `errors`. Several mutations in one document run one after the other.',
  subscription:
    'What can be followed live, over a WebSocket or as server-sent events. Each event is read and judged like a query.',
};
