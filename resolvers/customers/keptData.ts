import type { KeptData } from '../../schema/payloads';

/** What erasing leaves, for the person who asked for it. Whoever keeps something more adds it here. */
export const KEPT_DATA: readonly KeptData[] = [
  {
    what: 'Each order’s number, shop, products, amounts, status and times, and that it was yours.',
    why: 'The shop and the platform account for what was sold; you can still see it.',
  },
  {
    what: 'Sums in which your orders are counted, for shops and days; and of yourself how many orders you placed on a day, and for which guest session an order is counted that you claimed after its day had closed.',
    why: 'They are figures of what was sold, without names. Without the others, those of buyers could not be kept right.',
  },
  {
    what: 'For 30 days, that an order was placed or claimed by you, with a fingerprint of the request that nobody can read anything from.',
    why: 'So that a request that is sent twice orders once.',
  },
  {
    what: 'That you had your data erased, and when; and the number of changes that your profile had.',
    why: 'So that nothing new is kept of you until you register again, and nothing old passes for new.',
  },
  {
    what: 'Your account at the identity provider, with its e-mail address, and how your second factor is protected.',
    why: 'You sign in with it, also to see what is left. It is not part of this record: have it deleted there.',
  },
  {
    what: 'Orders that you placed as a guest, and have not claimed.',
    why: 'Nothing tells that they are yours. To have them erased, register, claim them and erase again.',
  },
];
