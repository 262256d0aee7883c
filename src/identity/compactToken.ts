const SEGMENT = /^[A-Za-z0-9_-]*$/;

/**
 * Whether every segment of a compact JWS or JWE is base64url as an encoder writes it. Decoders ignore the spare bits of a last
 * character, so that several texts stand for one token; only the canonical one is taken.
 */
export function isCanonicalCompact(token: string): boolean {
  return token
    .split('.')
    .every((segment) => SEGMENT.test(segment) && Buffer.from(segment, 'base64url').toString('base64url') === segment);
}
