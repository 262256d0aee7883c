import type { ComplexityEstimator } from 'graphql-query-complexity';

const DAYS = 31;

/** What a list with one entry a day may cost: the range stands at its parent, so a month is taken for it. Longer ones are settled afterwards. */
export const aboutAMonth: ComplexityEstimator = ({ childComplexity }) => DAYS * (1 + childComplexity);
