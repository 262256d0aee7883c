import type { FastifyInstance } from 'fastify';
import type { Api } from '../api';
import { ConnectionPlaces } from './ConnectionPlaces';
import { addServerSentEvents, type EventStreamParts } from './serverSentEvents';
import { Sockets, type SocketParts } from './sockets';

type Parts = Omit<SocketParts & EventStreamParts, 'places' | 'schema'> & { readonly api: Api };

/** Everything that subscriptions come by, beside requests. To be called before the server listens. */
export function addSubscriptions(app: FastifyInstance, { api, ...parts }: Parts): void {
  const places = new ConnectionPlaces(parts.configuration);
  const sockets = new Sockets({ ...parts, places, schema: api.schema });
  sockets.attach(app);
  parts.telemetry.watch('connections', { kind: 'socket' }, () => sockets.size);
  addServerSentEvents(app, { ...parts, places });
}
