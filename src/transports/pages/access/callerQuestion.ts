/** What the access page asks as the caller that somebody chose. The page has it from its HTML, and trusts no other place for it. */
export const CALLER_QUESTION =
  'query AccessOfCaller($coordinates: [String!]!) { viewer { roles access(coordinates: $coordinates) { coordinate read write because } } }';
