/** What a caller can hold: values that a fact of an item is compared with. */
export type HoldingSource = 'subject' | 'guestSession' | 'tenants' | 'visit';

/** What owning means for one role: the item's `fact` is one of the values that the caller holds by `by`. */
export interface Ownership {
  readonly fact: string;
  readonly by: Exclude<HoldingSource, 'visit'>;
}

export interface RoleDefinition {
  readonly name: string;
  /** For people, with an article: "a visitor". */
  readonly title: string;
  /** The Cognito group that gives the role; `null` for the role of visitors. */
  readonly cognitoGroup: string | null;
  /** `null`: this role owns nothing. */
  readonly owns: Ownership | null;
  /** For people, after "as": "the owner of this place". */
  readonly ownTitle: string;
}

/** All roles of an API, in the order in which tables show them, and what a visit is to. */
export interface AccessConfiguration {
  readonly roles: readonly RoleDefinition[];
  readonly visit: { readonly fact: string; readonly title: string };
}
