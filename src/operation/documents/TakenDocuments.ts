import { holderOf, type Asker } from '../limits/Asker';
import type { AskedDocument } from './askedDocument';
import { KeptDocuments } from './KeptDocuments';
import type { TrustedDocuments } from './TrustedDocuments';

/**
 * The documents that are taken from callers: trusted ones, and, from roles that may send any, theirs. Those that Apollo's clients send
 * together with their digests are kept for a while, so that the digest is enough the next time. Of a role that is held to trusted
 * documents nothing is kept, and nothing that was kept is taken.
 */
export class TakenDocuments {
  constructor(
    private readonly trusted: TrustedDocuments,
    private readonly kept = new KeptDocuments(),
  ) {}

  /** The text that is to be executed for this caller; `undefined` where none was asked for. Throws a `DocumentRefusal` otherwise. */
  textFor(asked: AskedDocument, asker: Asker): string | undefined {
    const { text, id, isByApollo } = asked;
    const { roles } = asker.caller;
    const mayBeKept = isByApollo && id !== undefined && this.trusted.mayAskAnything(roles);
    if (mayBeKept && text === undefined) {
      const known = this.kept.find(id, ownerOf(asker));
      if (known !== undefined) return known;
    }
    const taken = this.trusted.textFor(asked, roles);
    if (mayBeKept && taken !== undefined && !this.trusted.has(id)) this.kept.keep(taken, ownerOf(asker));
    return taken;
  }
}

/** Visitors without a session are known by nothing but the address that they come from. */
function ownerOf(asker: Asker): string {
  return holderOf(asker.caller) ?? asker.address.counted.map(({ network }) => network).join(' ');
}
