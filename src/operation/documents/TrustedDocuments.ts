import type { Configuration } from '../../configuration/configuration';
import { digestOf } from '../../configuration/readManifest';
import { DocumentRefusal } from './DocumentRefusal';
import type { AskedDocument } from './askedDocument';

/** The words by which Apollo Client knows that it has to send the document itself. */
const APOLLOS_NOT_FOUND = 'PersistedQueryNotFound';

/**
 * The documents that a deployment trusts, by the SHA-256 of their text, and the roles from which it takes no others. What is not
 * among them at the start never will be: no request adds a trusted document.
 */
export class TrustedDocuments {
  private readonly all: ReadonlySet<string>;

  constructor(
    /** By {@link digestOf}. */
    private readonly texts: ReadonlyMap<string, string>,
    private readonly restrictedRoles: readonly string[],
  ) {
    this.all = new Set(texts.values());
  }

  /**
   * The text that is to be executed for this caller; `undefined` where none was asked for. Throws a {@link DocumentRefusal} where
   * nothing trusted was, and nothing else is taken from the caller.
   */
  textFor(asked: AskedDocument, roles: readonly string[]): string | undefined {
    const { text, id } = asked;
    const named = id && this.texts.get(id);
    if (named !== undefined) return sameText(named, text);
    if (text === undefined) {
      if (id !== undefined) throw this.notFound(asked, roles);
      return undefined;
    }
    // Compared, since texts that are no Unicode share a digest with others.
    if (!this.mayAskAnything(roles) && this.texts.get(digestOf(text)) !== text) throw untrusted(roles);
    if (id !== undefined && digestOf(text) !== id) throw misnamed();
    return text;
  }

  has(digest: string): boolean {
    return this.texts.has(digest);
  }

  /** Whether this very text is trusted, whichever way it came. */
  includes(text: string): boolean {
    return this.all.has(text);
  }

  /** Access adds up, so one role that may is enough. Whoever has none is not let through for the lack of a role. */
  mayAskAnything(roles: readonly string[]): boolean {
    return this.restrictedRoles.length === 0 || roles.some((role) => !this.restrictedRoles.includes(role));
  }

  /** Apollo Client is asked for the document itself only where it would be taken: elsewhere that would be a request in vain. */
  private notFound({ isByApollo }: AskedDocument, roles: readonly string[]): DocumentRefusal {
    if (!this.mayAskAnything(roles))
      return new DocumentRefusal(
        'There is no trusted document with this id: expected one that was published with this deployment.',
      );
    return new DocumentRefusal(
      isByApollo
        ? APOLLOS_NOT_FOUND
        : 'There is no trusted document with this id: send the document itself as `query`.',
    );
  }
}

/** `null` where the deployment publishes none. A page of this server is a client of the deployment, too: what it asks is trusted. */
export function createTrustedDocuments(
  { documentManifest, TRUSTED_DOCUMENTS }: Pick<Configuration, 'documentManifest' | 'TRUSTED_DOCUMENTS'>,
  ofPages: readonly string[],
): TrustedDocuments | null {
  if (documentManifest === null) return null;
  const asked = ofPages.map((text) => [digestOf(text), text] as const);
  return new TrustedDocuments(new Map([...documentManifest, ...asked]), TRUSTED_DOCUMENTS);
}

function sameText(named: string, text: string | undefined): string {
  if (text !== undefined && text !== named)
    throw new DocumentRefusal(
      'Expected no `query` beside the id of a trusted document, or the very text of that document.',
    );
  return named;
}

function misnamed(): DocumentRefusal {
  return new DocumentRefusal('Expected the id beside `query` to be the SHA-256 of that very text, in UTF-8.');
}

function untrusted(roles: readonly string[]): DocumentRefusal {
  const who = roles.join(', ') || 'callers without a role';
  return new DocumentRefusal(
    `Expected the \`documentId\` of a trusted document (or Apollo’s \`extensions.persistedQuery\`): here, no other documents are taken from ${who}.`,
  );
}
