import { hash } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { isCanonicalCompact } from '../identity/compactToken';
import { findKey, type KeyRing } from '../identity/signingKeys';
import type { Position } from './requests';

/** The cursor is not one that was given out for this very list. */
export class CursorError extends Error {
  override readonly name = 'CursorError';

  constructor() {
    super('Expected a cursor that this list gave to this caller, with the same filters; start again without `after`.');
  }
}

const TYP = 'cursor+jwe';
const MAX_LENGTH = 2048;

/**
 * Seals positions in lists into opaque cursors, and opens them again: encrypted and authenticated, and bound to `scope`
 * (whoever asked, the list, its filters), so that a cursor is of no use to anybody else and nowhere else.
 */
export class Cursors {
  constructor(private readonly keys: KeyRing) {}

  async seal(position: Position, scope: string): Promise<string> {
    const [key] = this.keys;
    const content = new TextEncoder().encode(JSON.stringify({ position, scope: digest(scope) }));
    const header = { alg: 'dir', enc: 'A256GCM', typ: TYP, kid: key.id };
    return new CompactEncrypt(content).setProtectedHeader(header).encrypt(key.secret);
  }

  /** Rejects with {@link CursorError} unless this cursor was sealed here for the same scope. */
  async open(cursor: string, scope: string): Promise<Position> {
    if (cursor.length > MAX_LENGTH || !isCanonicalCompact(cursor)) throw new CursorError();
    const { position, scope: sealed } = await this.decrypt(cursor);
    if (sealed !== digest(scope)) throw new CursorError();
    return position;
  }

  private async decrypt(cursor: string): Promise<{ position: Position; scope: string }> {
    try {
      const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
      const { plaintext, protectedHeader } = await compactDecrypt(
        cursor,
        ({ kid }: { kid?: string }) => this.secret(kid),
        options,
      );
      if (protectedHeader.typ !== TYP) throw new CursorError();
      return JSON.parse(new TextDecoder().decode(plaintext)) as { position: Position; scope: string };
    } catch {
      throw new CursorError();
    }
  }

  private secret(kid: string | undefined): Uint8Array {
    const key = findKey(this.keys, kid);
    if (!key) throw new CursorError();
    return key.secret;
  }
}

function digest(scope: string): string {
  return hash('sha256', scope, 'base64url');
}
