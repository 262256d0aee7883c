/** A user of the local Cognito. The `sub` is fixed, so that the demo data can belong to it. */
export interface LocalUser {
  readonly email: string;
  readonly sub: string;
  readonly group: 'customers' | 'shop-owners' | 'platform-admins';
  readonly about: string;
}

/**
 * Every local user's password. No secret: the local Cognito listens on 127.0.0.1 only, and a production start refuses it.
 */
export const LOCAL_PASSWORD = 'Local-only-1!';

export const LOCAL_GROUPS = ['customers', 'shop-owners', 'platform-admins'] as const;

export const CUSTOMER_1: LocalUser = {
  email: 'customer1@example.com',
  sub: 'c0000001-0000-4000-8000-000000000001',
  group: 'customers',
  about: 'customer, with orders in many shops',
};
export const CUSTOMER_2: LocalUser = {
  email: 'customer2@example.com',
  sub: 'c0000002-0000-4000-8000-000000000002',
  group: 'customers',
  about: 'customer, with orders in many shops',
};
export const OWNER_1: LocalUser = {
  email: 'owner1@example.com',
  sub: 'b0000001-0000-4000-8000-000000000001',
  group: 'shop-owners',
  about: 'owner of harbour-bistro',
};
export const OWNER_2: LocalUser = {
  email: 'owner2@example.com',
  sub: 'b0000002-0000-4000-8000-000000000002',
  group: 'shop-owners',
  about: 'owner of corner-books',
};
const ADMIN: LocalUser = {
  email: 'admin@example.com',
  sub: 'a0000001-0000-4000-8000-000000000001',
  group: 'platform-admins',
  about: 'platform administrator',
};

export const LOCAL_USERS: readonly LocalUser[] = [CUSTOMER_1, CUSTOMER_2, OWNER_1, OWNER_2, ADMIN];
