import type { FastifyInstance, FastifyRequest } from 'fastify';
import { USER_ERROR_HELP } from '../../../../schema';
import type { PageParts } from '../page/PageParts';
import { HttpRefusal } from '../../../response/HttpRefusal';
import { addPageTree, addStaticFile } from '../page/addPage';
import { ASSETS_PATH } from '../page/paths';
import { readGuides } from './guides';
import { DOCS_PATH, SEARCH_INDEX_PATH } from './places';
import { Reference } from './Reference';
import { REFERENCE_STYLE } from './style';

const STYLE_PATH = `${ASSETS_PATH}/reference.css`;

/**
 * `/docs`: the schema in words, with who may use what, for whoever can reach the server. Like the access page it tells more than a caller
 * learns by introspection; hence a switch of its own (REFERENCE), off unless set.
 */
export function addReference(app: FastifyInstance, { configuration, api: { model, schema } }: PageParts): void {
  if (!configuration.REFERENCE) return;
  const reference = new Reference({ schema, model, configuration, guides: readGuides(), userErrors: USER_ERROR_HELP });
  addStaticFile(app, STYLE_PATH, () => REFERENCE_STYLE);
  addStaticFile(app, SEARCH_INDEX_PATH, () => JSON.stringify(reference.entries));
  addPageTree(app, configuration, DOCS_PATH, (request) => {
    const page = reference.pageAt(pathOf(request));
    if (!page) throw new HttpRefusal(404, 'NOT_FOUND', `There is no such page; the reference begins at ${DOCS_PATH}.`);
    return { ...page, scripts: ['search'], styles: [STYLE_PATH] };
  });
}

/** Without its query, and as it is without a slash at its end. */
function pathOf({ url }: FastifyRequest): string {
  return (url.split('?')[0] ?? '').replace(/\/$/, '');
}
