import type { ApolloClient } from '@apollo/client';
import { createClient } from '../../../web/createClient';
import type { DeniedField } from '../../../web/deniedFields';
import { createLive } from '../../../web/live';
import type { Session } from '../../../web/session';
import { Signal } from './Signal';

const PATH = '/graphql';
const SOCKET_PATH = '/graphql/socket';

export interface LiveConnection {
  readonly isLost: boolean;
  /** How often the socket was opened. One more means: what happened meanwhile was missed. */
  readonly openings: number;
}

/** The API, as one person of a page uses it. */
export class Api {
  readonly client: ApolloClient;
  readonly connection = new Signal<LiveConnection>({ isLost: false, openings: 0 });
  /** What was denied last at each coordinate, to be told where it would stand. */
  readonly denied = new Signal<ReadonlyMap<string, DeniedField>>(new Map());

  constructor(session: Session) {
    const live = createLive({
      url: socketUrl(),
      session,
      onState: (state) => {
        const { openings } = this.connection.value;
        this.connection.set(state === 'open' ? { isLost: false, openings: openings + 1 } : { isLost: true, openings });
      },
    });
    this.client = createClient({
      url: PATH,
      session,
      live,
      onDenied: (denied) => {
        const more = denied.map((each) => [each.coordinate, each] as const);
        this.denied.set(new Map([...this.denied.value, ...more]));
      },
    });
  }

  /** Forgets what the one before was shown; to be called whenever somebody signs in or out. */
  async forget(): Promise<void> {
    this.denied.set(new Map());
    await this.client.clearStore();
  }
}

function socketUrl(): string {
  const url = new URL(SOCKET_PATH, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
