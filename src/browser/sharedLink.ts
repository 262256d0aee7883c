/** What a link to a comparison says: a query, and who asks it. Never a token. */
export interface SharedComparison {
  readonly query: string;
  readonly a: string;
  readonly b: string;
}

/** As the part of an address after `#`, which browsers send to no server. */
export function asFragment({ query, a, b }: SharedComparison): string {
  return new URLSearchParams({ a, b, query }).toString();
}

/** `null` where it names no query. */
export function fromFragment(fragment: string): SharedComparison | null {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  const query = said.get('query');
  return query === null || query.trim() === '' ? null : { query, a: said.get('a') ?? '', b: said.get('b') ?? '' };
}
