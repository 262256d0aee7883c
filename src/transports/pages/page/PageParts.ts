import type { HttpParts } from '../../http/HttpParts';
import type { ExplorerContent } from './ExplorerContent';

/** What pages are made of. */
export interface PageParts extends Pick<HttpParts, 'configuration' | 'api'> {
  /** What the explorers show at first. */
  readonly explorer: ExplorerContent;
}
