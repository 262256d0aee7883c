/** Something that somebody is to be told outside of the API. */
export interface Notice {
  /** The same for the same news: whoever meets it again tells nobody twice. Of letters, digits, `_` and `-`. */
  readonly id: string;
  readonly to: { readonly kind: 'email'; readonly address: string } | { readonly kind: 'operators' };
  readonly subject: string;
  readonly text: string;
}

/** Carries notices. */
export interface Notifier {
  /** Resolves when the carrier has taken it; rejects where that is not known, and it may be sent again. */
  send(notice: Notice): Promise<void>;
  close(): void;
}
