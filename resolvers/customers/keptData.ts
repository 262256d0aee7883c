import type { KeptData } from '../../schema/payloads';

/** What erasing leaves, for the person who asked for it. Whoever keeps something more adds it here. */
export const KEPT_DATA: readonly KeptData[] = [
  {
    what: 'Of each order: its number, shop, products, amounts, status and times, and that it was yours.',
    why: 'The shop and the platform must account for what was sold. You can still see it.',
  },
  {
    what: 'Sums for shops and days in which your orders are counted; and about you, how many orders you placed on each day, and under which guest session an order is counted that you claimed after its day had closed.',
    why: 'The sums are figures of what was sold, without names. What is kept about you makes sure that they count each buyer once.',
  },
  {
    what: 'For 30 days: that you placed or claimed an order, with a fingerprint of the request, from which nobody can read anything.',
    why: 'So that a request that is sent twice places only one order.',
  },
  {
    what: 'That you had your data erased, and when; and how many times your profile was changed.',
    why: 'So that nothing new is stored about you until you register again, and so that an old version of your profile is not taken for a new one.',
  },
  {
    what: 'Your account at the identity provider, with its e-mail address, and what protects your second factor.',
    why: 'You sign in with it, also to see what is left. It is kept by the identity provider: have it deleted there.',
  },
  {
    what: 'Orders that you placed as a guest and have not claimed.',
    why: 'Nothing shows that they are yours. To have them erased, register, claim them, and have your data erased again.',
  },
];
