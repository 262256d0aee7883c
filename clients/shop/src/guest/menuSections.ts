import type { VisitedMenuQuery } from '../../../generated/operations/graphql';

type Products = NonNullable<NonNullable<VisitedMenuQuery['visitedShop']>['products']>;
export type Dish = NonNullable<Products['edges'][number]['node']>;

export interface Section {
  readonly name: string;
  readonly dishes: readonly Dish[];
}

/** In which order a meal goes. What is none of these stands between food and drinks. */
const COURSES = [
  /start|antipast|small/i,
  /soup|salad/i,
  /main|plate|curr|pasta|ramen/i,
  /side/i,
  /dessert|sweet|cake/i,
];
const DRINKS = /drink|wine|beer|coffee|tea|cocktail|spirit/i;

export function dishesOf({ products }: { readonly products: Products | null }): readonly Dish[] {
  return (products?.edges ?? []).flatMap(({ node }) => (node ? [node] : []));
}

/** The shop’s own headings; of one rank by name. */
export function sectionsOf(dishes: readonly Dish[]): readonly Section[] {
  const byName = Map.groupBy(dishes, ({ category }) => category ?? 'More');
  return [...byName]
    .map(([name, members]) => ({ name, dishes: members }))
    .sort((one, other) => rankOf(one.name) - rankOf(other.name) || one.name.localeCompare(other.name));
}

function rankOf(name: string): number {
  if (DRINKS.test(name)) return COURSES.length + 1;
  const rank = COURSES.findIndex((course) => course.test(name));
  return rank === -1 ? COURSES.length : rank;
}
