import { isObjectType, type GraphQLSchema } from 'graphql';
import type { Model } from '../../../model/Model';
import type { Configuration } from '../../../configuration/configuration';
import { aToZPage } from './aToZPage';
import { entriesOf, type Entry } from './entries';
import { errorsDocument, type UserErrorHelp } from './errorsDocument';
import { framed, sectionsOf, type Section } from './frame';
import { addressOnPages, type Guide } from './guides';
import { limitsDocument } from './limitsDocument';
import { guidesPage, operationsOf, operationsPage, overviewPage, typesPage } from './listPages';
import { Markdown } from './Markdown';
import { operationPage } from './operationPage';
import {
  A_TO_Z_PATH,
  DOCS_PATH,
  ERRORS_PATH,
  GUIDES_PATH,
  LIMITS_PATH,
  pathOfMember,
  pathOfRoot,
  pathOfType,
  Places,
  ROOTS,
  TYPES_PATH,
  type Root,
} from './places';
import { referenceParts, shownTypes, type ReferenceParts } from './ReferenceParts';
import { typePage } from './typePage';

/** A page of the reference. */
export interface ReferencePage {
  readonly path: string;
  readonly title: string;
  /** HTML: what stands in `<main>`. */
  readonly main: string;
}

interface Sources {
  readonly schema: GraphQLSchema;
  readonly model: Model;
  readonly configuration: Configuration;
  readonly guides: readonly Guide[];
  readonly userErrors: Readonly<Record<string, UserErrorHelp>>;
}

interface Draft {
  readonly title: string;
  readonly make: () => string;
}

const DOCUMENTS = { 'errors.md': ERRORS_PATH, 'limits.md': LIMITS_PATH };

/** All pages of the reference. Each is made when it is asked for the first time, and kept. */
export class Reference {
  /** What the search looks through. */
  readonly entries: readonly Entry[];
  private partsMade: ReferenceParts | null = null;
  private readonly sections: readonly Section[];
  private readonly drafts: ReadonlyMap<string, Draft>;
  private readonly made = new Map<string, ReferencePage>();
  private readonly limits: string;

  constructor(private readonly sources: Sources) {
    const { schema, guides, configuration } = sources;
    this.limits = limitsDocument(configuration);
    this.entries = entriesOf({ schema, guides, limits: this.limits });
    this.drafts = new Map([...this.overviews(), ...this.ofGuides(), ...this.ofOperations(), ...this.ofTypes()]);
    this.sections = sectionsOf(this.pagesBySection());
  }

  /** Made for the first page that somebody opens: no start waits for it. */
  private get parts(): ReferenceParts {
    if (this.partsMade) return this.partsMade;
    const { schema, model } = this.sources;
    const places = new Places(schema);
    const ofDocument = (address: string) => addressOnPages(address, DOCUMENTS);
    const markdown = new Markdown({ ofCode: (code) => places.of(code), ofDocument });
    this.partsMade = referenceParts(schema, model, markdown);
    return this.partsMade;
  }

  get paths(): string[] {
    return [...this.drafts.keys()];
  }

  /** `null` where there is no such page. */
  pageAt(path: string): ReferencePage | null {
    const known = this.made.get(path);
    if (known) return known;
    const draft = this.drafts.get(path);
    if (!draft) return null;
    const page = { path, title: draft.title, main: framed(path, draft.make(), this.sections) };
    this.made.set(path, page);
    return page;
  }

  private overviews(): [string, Draft][] {
    const { schema, model, guides, userErrors } = this.sources;
    return [
      [DOCS_PATH, { title: 'Reference', make: () => overviewPage(schema, model.access, guides) }],
      ...ROOTS.map((root): [string, Draft] => [
        pathOfRoot(root),
        { title: root.title, make: () => operationsPage(schema, root) },
      ]),
      [TYPES_PATH, { title: 'Types', make: () => typesPage(schema) }],
      [ERRORS_PATH, { title: 'Error codes', make: () => this.parts.markdown.block(errorsDocument(userErrors)) }],
      [LIMITS_PATH, { title: 'Limits', make: () => this.parts.markdown.block(this.limits) }],
      [A_TO_Z_PATH, { title: 'A to Z', make: () => aToZPage(this.entries) }],
    ];
  }

  private ofGuides(): [string, Draft][] {
    const { guides } = this.sources;
    if (guides.length === 0) return [];
    return [
      [GUIDES_PATH, { title: 'Guides', make: () => guidesPage(guides) }],
      ...guides.map(({ path, title, text }): [string, Draft] => [
        path,
        { title, make: () => this.parts.markdown.block(text) },
      ]),
    ];
  }

  private ofOperations(): [string, Draft][] {
    return ROOTS.flatMap((root) => this.ofRoot(root));
  }

  private ofRoot(root: Root): [string, Draft][] {
    const { schema } = this.sources;
    const type = schema.getType(root.typeName);
    if (!isObjectType(type)) return [];
    return operationsOf(schema, root).map((field) => [
      pathOfMember(type.name, field.name),
      { title: field.name, make: () => operationPage(root, type, field, this.parts) },
    ]);
  }

  private ofTypes(): [string, Draft][] {
    return shownTypes(this.sources.schema).map((type) => [
      pathOfType(type.name),
      { title: type.name, make: () => typePage(type, this.parts) },
    ]);
  }

  /** What stands below the path of a section. */
  private pagesBySection(): Record<string, Section['pages']> {
    const pages: Record<string, { path: string; title: string }[]> = {};
    for (const [path, { title }] of this.drafts) {
      const above = path.slice(0, path.lastIndexOf('/'));
      if (above !== DOCS_PATH && above !== '') (pages[above] ??= []).push({ path, title });
    }
    return pages;
  }
}
