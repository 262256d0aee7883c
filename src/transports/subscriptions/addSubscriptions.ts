import type { FastifyInstance } from 'fastify';
import type { Api } from '../../compose/api';
import type { Readiness } from '../http/lifecycle/Readiness';
import { ConnectionAdmission } from './ConnectionAdmission';
import { addServerSentEvents, type EventStreamParts } from './serverSentEvents';
import { Sockets, type SocketParts } from './sockets';

type Parts = Omit<SocketParts & EventStreamParts, 'admission' | 'schema'> & {
  readonly api: Api;
  readonly readiness: Readiness;
};

/** Everything that subscriptions come by, beside requests. To be called before the server listens. */
export function addSubscriptions(app: FastifyInstance, { api, ...parts }: Parts): void {
  const admission = new ConnectionAdmission(parts);
  const sockets = new Sockets({ ...parts, admission, schema: api.schema });
  sockets.attach(app);
  parts.telemetry.watch('connections', { kind: 'socket' }, () => sockets.size);
  addServerSentEvents(app, { ...parts, admission });
}
