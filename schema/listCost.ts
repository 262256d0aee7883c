const DAYS = 31;

/** What a list with one entry a day may cost: the range stands at its parent, so a month is taken for it. Longer ones are settled afterwards. */
export const aboutAMonth = ({ childComplexity }: { readonly childComplexity: number }): number =>
  DAYS * (1 + childComplexity);
