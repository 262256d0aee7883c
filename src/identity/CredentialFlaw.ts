/** Why a credential is no good. For logs and limits, never for the caller, whom it would teach. */
export type CredentialFlaw =
  /** No token at all: a header of another form, several where one is expected, text that cannot be taken apart. */
  | 'malformed'
  /** Genuine, and too old. */
  | 'expired'
  /** Genuine, and not for here or not for now: another client, use or issuer, not valid yet, without an end. */
  | 'foreign'
  /** Not made by who should have made it: bad signature, wrong algorithm, unknown key, edited, or of another kind. */
  | 'forged';
