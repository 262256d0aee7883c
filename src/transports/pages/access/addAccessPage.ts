import type { FastifyInstance } from 'fastify';
import { lastReleasedAccess } from '../../../../schema';
import type { PageParts } from '../page/PageParts';
import { addPage, addStaticFile } from '../page/addPage';
import { ACCESS_PAGE_PATH, ACCESS_STYLE_PATH, accessPage } from './accessPage';
import { addSourcePages } from './addSourcePages';
import { RulePlaces } from './RulePlaces';
import { STYLE } from './style';
import { placesShown } from './placesShown';

/**
 * `/access`: the rules of every role, for whoever can reach the server. They are no data, but more than a caller learns by
 * introspection; hence a switch of its own (ACCESS_PAGE), off unless set.
 */
export function addAccessPage(app: FastifyInstance, { configuration, api }: PageParts): void {
  if (!configuration.ACCESS_PAGE) return;
  const places = RulePlaces.ofBuild();
  const served = configuration.FIELDGATE_MODE === 'local' ? addSourcePages(app, configuration, places.paths()) : [];
  const placeOf = placesShown(places, { template: configuration.SOURCE_URL ?? null, served });
  addStaticFile(app, ACCESS_STYLE_PATH, () => STYLE);
  addPage(app, configuration, ACCESS_PAGE_PATH, () => accessPage(api.model, lastReleasedAccess, placeOf));
}
