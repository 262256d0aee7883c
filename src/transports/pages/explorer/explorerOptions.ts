import type { ExampleDocument } from '../page/ExplorerContent';

interface Content {
  readonly examples: readonly ExampleDocument[];
  /** Where requests go, and sockets. */
  readonly endpoint: string;
}

/** What nobody may change back: it would make the page ask other origins, or fail to, since its policy forbids that. */
const OFFLINE = {
  'plugin.list': [],
  'alert.disableUpdateNotification': true,
  disablePushNotification: true,
  'banners.disable': true,
};

/** Altair's name of the protocol `graphql-transport-ws`, which this API speaks. */
const SUBSCRIPTIONS_BY = 'graphql-ws';

/**
 * What Altair is started with: a tab for each document. Nothing is taken over from the last time that the page was open; queries worth
 * keeping go into a collection. Who asks is no part of it: see src/browser/explorerRequests.ts.
 */
export function explorerOptions({ examples, endpoint }: Content): object {
  return {
    endpointURL: endpoint,
    tabs: examples.map(({ title, document }) => ({ initialName: title, initialQuery: document })),
    initialSubscriptionRequestHandlerId: SUBSCRIPTIONS_BY,
    initialSubscriptionsPayload: {},
    initialSettings: { theme: 'system', ...OFFLINE },
    persistedSettings: OFFLINE,
    instanceStorageNamespace: 'explorer_',
    preserveState: false,
    disableAccount: true,
  };
}
