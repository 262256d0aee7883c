import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { KeySet } from '../identity/IdentityTokens';

const TEXT = z.string().min(1);
const KEY = z.object({ kid: TEXT, kty: z.literal('RSA'), n: TEXT, e: TEXT }).catchall(z.string());
const KEY_SET = z.object({ keys: z.array(KEY).min(1) });

/**
 * A user pool's public keys from a file, as Cognito answers at `/.well-known/jwks.json`. Throws an `Error` that says what was expected,
 * for people.
 */
export function readKeySet(path: string): KeySet {
  const result = KEY_SET.safeParse(contentOf(path));
  if (result.success) return result.data;
  throw new Error(`expected a key set with RSA keys ({"keys":[{"kid":…,"kty":"RSA",…}]}) in ${JSON.stringify(path)}.`);
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
