export const GRAPHQL_PATH = '/graphql';
/** Subscriptions as server-sent events. */
export const STREAM_PATH = '/graphql/stream';
/** Sockets alone, for whoever sends requests to one place and sockets to another by their paths; `/graphql` takes them as well. */
export const SOCKET_PATH = '/graphql/socket';
