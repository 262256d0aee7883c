import type { Configuration } from '../../../configuration/configuration';
import { GRAPHQL_PATH } from '../../../configuration/paths';

/** A page that people may open on this server. */
export interface PageLink {
  readonly path: string;
  /** One or two words, for a menu. */
  readonly title: string;
  /** One sentence: what somebody finds there. */
  readonly about: string;
}

interface Listed extends PageLink {
  readonly isOn: (configuration: Configuration) => boolean;
}

/** In the order of the menu that stands on each of them. */
const PAGES: readonly Listed[] = [
  {
    path: '/explore',
    title: 'Explorer',
    about: 'Write operations and send them, as any caller that you choose. It needs no network.',
    isOn: ({ EXPLORER }) => EXPLORER,
  },
  {
    path: '/compare',
    title: 'Compare',
    about: 'Send one operation as two callers and see the two answers side by side.',
    isOn: ({ EXPLORER }) => EXPLORER,
  },
  {
    path: '/access',
    title: 'Access',
    about: 'Who may see each field and use each operation.',
    isOn: ({ ACCESS_PAGE }) => ACCESS_PAGE,
  },
  {
    path: '/dashboard',
    title: 'Dashboard',
    about: 'Figures as charts, for those who may see them.',
    isOn: ({ DASHBOARD }) => DASHBOARD,
  },
  {
    path: '/docs',
    title: 'Reference',
    about: 'Every type, field and error code, with a search.',
    isOn: ({ REFERENCE }) => REFERENCE,
  },
  {
    path: '/schema.graphql',
    title: 'Schema',
    about: 'The schema as a file, for code generators.',
    isOn: ({ SCHEMA_PAGE }) => SCHEMA_PAGE,
  },
  {
    path: GRAPHQL_PATH,
    title: 'Sandbox',
    about: 'Apollo Sandbox on the API’s own address. Its code comes from Apollo, so it needs the network.',
    isOn: ({ FIELDGATE_MODE }) => FIELDGATE_MODE === 'local',
  },
];

/** The pages that this configuration switches on. */
export function pagesOf(configuration: Configuration): PageLink[] {
  return PAGES.filter(({ isOn }) => isOn(configuration));
}
