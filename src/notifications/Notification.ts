/** Something that somebody is to be told outside of the API. */
export interface Notification {
  /** The same for the same news: whoever meets it again tells nobody twice. Of letters, digits, `_` and `-`. */
  readonly id: string;
  readonly to: { readonly kind: 'email'; readonly address: string } | { readonly kind: 'operators' };
  readonly subject: string;
  readonly text: string;
}

/** A notification that is written when it is sent, and again each time that this is tried again: who is to hear what may change meanwhile. */
export interface Draft {
  /** As a notice's. */
  readonly id: string;
  /** The notification as it is now; `null` where nobody is to hear of it any more. */
  readonly write: () => Promise<Notification | null>;
}

/** Carries notices. */
export interface Notifier {
  /** Resolves when the carrier has taken it; rejects where that is not known, and it may be sent again. */
  send(notification: Notification): Promise<void>;
  /** By what it goes to them: what fails for one receiver fails for all who have the same. */
  carrierOf(to: Notification['to']): string;
  close(): void;
}
