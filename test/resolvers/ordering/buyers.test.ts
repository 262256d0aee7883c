import { buyerOfPartition, customerBuyer, guestBuyer } from '../../../resolvers/ordering/buyers';

describe('the buyer of a partition', () => {
  test.each(['customer-1', 'auth0|abc', 'a#b', 'https://id.example.com/7'])(
    'is the one that it was made for: %s',
    (id) => {
      expect(buyerOfPartition(customerBuyer(id).partition)).toEqual(customerBuyer(id));
      expect(buyerOfPartition(guestBuyer(id).partition)).toEqual(guestBuyer(id));
    },
  );

  test.each([undefined, null, 7, '', 'CUSTOMER#', 'CUSTOMER', 'CUSTOMER#a|b', 'USER#a'])(
    'is nobody of %j',
    (partition) => {
      expect(buyerOfPartition(partition)).toBeNull();
    },
  );
});
