import { registerEnumType } from 'type-graphql';

/** The 14 allergens that EU regulation 1169/2011, annex II, has declared. */
export enum Allergen {
  CELERY = 'CELERY',
  CRUSTACEANS = 'CRUSTACEANS',
  EGGS = 'EGGS',
  FISH = 'FISH',
  GLUTEN = 'GLUTEN',
  LUPIN = 'LUPIN',
  MILK = 'MILK',
  MOLLUSCS = 'MOLLUSCS',
  MUSTARD = 'MUSTARD',
  NUTS = 'NUTS',
  PEANUTS = 'PEANUTS',
  SESAME = 'SESAME',
  SOYBEANS = 'SOYBEANS',
  SULPHITES = 'SULPHITES',
}

registerEnumType(Allergen, {
  name: 'Allergen',
  description: 'The 14 allergens that food must declare in the European Union: Regulation (EU) No 1169/2011, Annex II.',
  valuesConfig: {
    CELERY: { description: 'Celery, and what is made from it.' },
    CRUSTACEANS: { description: 'Crustaceans, such as crab and shrimp.' },
    EGGS: { description: 'Eggs, and what is made from them.' },
    FISH: { description: 'Fish, and what is made from it.' },
    GLUTEN: { description: 'Cereals with gluten, such as wheat, rye, barley and oats.' },
    LUPIN: { description: 'Lupin, such as its seeds and flour.' },
    MILK: { description: 'Milk, and what is made from it, with its lactose.' },
    MOLLUSCS: { description: 'Molluscs, such as mussels and squid.' },
    MUSTARD: { description: 'Mustard, and what is made from it.' },
    NUTS: { description: 'Nuts that grow on trees, such as almonds, hazelnuts and walnuts.' },
    PEANUTS: { description: 'Peanuts, and what is made from them.' },
    SESAME: { description: 'Sesame seeds, and what is made from them.' },
    SOYBEANS: { description: 'Soybeans, and what is made from them.' },
    SULPHITES: { description: 'Sulphur dioxide and sulphites, above 10 mg in a kilogram or litre.' },
  },
});
