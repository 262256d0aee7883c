import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Address } from '../../network/Address';
import type { Configuration } from '../../configuration/configuration';
import { EDGE_ADDRESS_HEADER, EDGE_HOST_HEADER, EDGE_KEY_HEADER } from './edgeHeaders';
import { HEALTH_PATHS } from './health';
import { HttpRefusal } from '../../response/HttpRefusal';

/** What the edge says of a request that came through it. */
export interface EdgeWord {
  /** Where the client is; `null` where it said no address. */
  readonly address: Address | null;
  /** The name by which the client asked; `null` where it said none. */
  readonly host: string | null;
}

type Wanted = Pick<Configuration, 'EDGE_KEY' | 'EDGE_KEY_BEFORE'>;
type WithHeaders = Pick<FastifyRequest, 'headers'>;

/** The part in front of this server (such as CloudFront) that all requests come through, known by a key that it alone has. */
export class Edge {
  private constructor(private readonly keys: readonly Buffer[]) {}

  /** `null` where there is none: then nobody's word is taken for an edge's. */
  static of({ EDGE_KEY, EDGE_KEY_BEFORE }: Wanted): Edge | null {
    const keys = [EDGE_KEY, EDGE_KEY_BEFORE].filter((key) => key !== undefined);
    return keys.length === 0 ? null : new Edge(keys.map(digest));
  }

  /** What it says of a request; `null` where the request did not come through it. */
  wordOn({ headers }: WithHeaders): EdgeWord | null {
    if (!this.isKnown(headers[EDGE_KEY_HEADER])) return null;
    const { [EDGE_ADDRESS_HEADER]: address, [EDGE_HOST_HEADER]: host } = headers;
    return {
      address: typeof address === 'string' ? Address.parse(address) : null,
      host: typeof host === 'string' ? host : null,
    };
  }

  /** Takes the same time whatever is said, and whichever key it is. */
  private isKnown(said: string | readonly string[] | undefined): boolean {
    const given = digest(typeof said === 'string' ? said : '');
    return this.keys.map((key) => timingSafeEqual(key, given)).includes(true);
  }
}

/** Of the same length for every text, as the comparison wants it. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * Where there is an edge, refuses what did not come through it: there a firewall and limits stand that nobody is to go around. Only load
 * balancers ask from behind it, whether the server is well.
 */
export function addEdge(app: FastifyInstance, { configuration }: { readonly configuration: Wanted }): void {
  if (Edge.of(configuration) === null) return;
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.edge === null && !HEALTH_PATHS.includes(request.routeOptions.url ?? ''))
      throw new HttpRefusal(403, 'FORBIDDEN', 'Expected a request by way of this API’s own domain.');
    done();
  });
}
