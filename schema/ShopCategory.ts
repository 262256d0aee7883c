import { registerEnumType } from 'type-graphql';

export enum ShopCategory {
  BAKERY = 'BAKERY',
  BAR = 'BAR',
  BOOKS = 'BOOKS',
  CAFE = 'CAFE',
  FASHION = 'FASHION',
  FLORIST = 'FLORIST',
  GROCERY = 'GROCERY',
  RESTAURANT = 'RESTAURANT',
}

registerEnumType(ShopCategory, {
  name: 'ShopCategory',
  description: 'The kinds of shops on the platform.',
  valuesConfig: {
    BAKERY: { description: 'Sells bread, cakes and pastries.' },
    BAR: { description: 'Serves drinks, mostly in the evening.' },
    BOOKS: { description: 'Sells books and magazines.' },
    CAFE: { description: 'Serves coffee, tea and small dishes.' },
    FASHION: { description: 'Sells clothes, shoes and accessories.' },
    FLORIST: { description: 'Sells flowers and potted plants.' },
    GROCERY: { description: 'Sells food and what a household needs.' },
    RESTAURANT: { description: 'Serves meals, at a table or to take away.' },
  },
});

/** The category of an item, which figures go by. Throws at what is none of the platform's. */
export function shopCategoryOf(stored: unknown): ShopCategory {
  if (Object.values<unknown>(ShopCategory).includes(stored)) return stored as ShopCategory;
  throw new TypeError('expected a category of the platform');
}
