import { registerEnumType } from 'type-graphql';
import type { AccessConfiguration } from '../src/access/AccessConfiguration';

/** Whom the API knows. `cognito:groups` gives the roles; a caller in several groups has them all. */
export enum Role {
  GUEST = 'GUEST',
  CUSTOMER = 'CUSTOMER',
  SHOP_OWNER = 'SHOP_OWNER',
  PLATFORM_ADMIN = 'PLATFORM_ADMIN',
}

registerEnumType(Role, {
  name: 'Role',
  description: 'Who the caller is to the API. A caller with several roles may do what any of them may.',
  valuesConfig: {
    GUEST: { description: 'A visitor who is not signed in, with or without a guest session.' },
    CUSTOMER: { description: 'A registered person who buys in shops.' },
    SHOP_OWNER: { description: 'A person who owns one or more shops.' },
    PLATFORM_ADMIN: { description: 'A person who runs the platform, and sees only figures of the whole of it.' },
  },
});

export const EVERYONE = [Role.GUEST, Role.CUSTOMER, Role.SHOP_OWNER, Role.PLATFORM_ADMIN];
/** Those who deal with shops, in contrast to those who run the platform. */
export const MARKET = [Role.GUEST, Role.CUSTOMER, Role.SHOP_OWNER];
/** Those who are not signed in. */
export const VISITORS = [Role.GUEST];
/** Those who are. */
export const SIGNED_IN = [Role.CUSTOMER, Role.SHOP_OWNER, Role.PLATFORM_ADMIN];
/** Those who buy. */
export const BUYERS = [Role.GUEST, Role.CUSTOMER];

/** The Cognito group that everybody who signs up is put into, and the only one that the API ever puts anybody into. */
export const CUSTOMERS_GROUP = 'customers';

export const accessConfiguration: AccessConfiguration = {
  roles: [
    {
      name: Role.GUEST,
      title: 'a visitor',
      cognitoGroup: null,
      owns: { fact: 'guestSessionId', by: 'guestSession' },
      ownTitle: 'the guest session that placed it',
    },
    {
      name: Role.CUSTOMER,
      title: 'a registered customer',
      cognitoGroup: CUSTOMERS_GROUP,
      owns: { fact: 'customerId', by: 'subject' },
      ownTitle: 'the customer whose it is',
    },
    {
      name: Role.SHOP_OWNER,
      title: 'a shop owner',
      cognitoGroup: 'shop-owners',
      owns: { fact: 'shopId', by: 'tenants' },
      ownTitle: 'the owner of this shop',
    },
    { name: Role.PLATFORM_ADMIN, title: 'an administrator', cognitoGroup: 'platform-admins', owns: null, ownTitle: '' },
  ],
  visit: { fact: 'shopId', title: 'this shop (header x-visit-token)' },
};
