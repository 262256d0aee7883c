import { NOT_EXPLAINED } from '../explain/explanationFor';
import type { ExampleDocument, PreparedCaller } from './ExplorerContent';

interface Content {
  readonly examples: readonly ExampleDocument[];
  readonly callers: readonly PreparedCaller[];
  /** Where requests go. */
  readonly endpoint: string;
  /** Whether somebody may have answers explained; then every tab has the header for it, switched off. */
  readonly mayExplain: boolean;
}

/** What nobody may change back: it would make the page ask other origins, or fail to, since its policy forbids that. */
const OFFLINE = {
  'plugin.list': [],
  'alert.disableUpdateNotification': true,
  disablePushNotification: true,
  'banners.disable': true,
};

/**
 * What the start script initialises Altair with: a tab for each document, an environment for each caller. Nothing is taken over
 * from the last time that the page was open, since credentials of then are no longer good; queries worth keeping go into a
 * collection.
 */
export function explorerOptions({ examples, callers, endpoint, mayExplain }: Content): object {
  const initialHeaders = mayExplain ? NOT_EXPLAINED : {};
  return {
    endpointURL: endpoint,
    tabs: examples.map(({ title, document }) => ({ initialName: title, initialQuery: document, initialHeaders })),
    ...(callers.length > 0 && { initialEnvironments: environments(callers) }),
    initialSettings: { theme: 'system', 'schema.reload.onEnvChange': true, ...OFFLINE },
    persistedSettings: OFFLINE,
    instanceStorageNamespace: 'explorer_',
    preserveState: false,
    disableAccount: true,
  };
}

/** Altair sends the `headers` of the chosen environment with every request. */
function environments(callers: readonly PreparedCaller[]): object {
  const subEnvironments = callers.map(({ name, headers }) => ({ id: name, title: name, variables: { headers } }));
  return { base: { title: 'Every caller', variables: {} }, subEnvironments, activeSubEnvironment: callers[0]?.name };
}
