/** What the API does at the user pool as an operator: roles, passwords that come with a code, accounts that nobody has confirmed, and
 * the end of sessions. */
export const POOL_OPERATIONS = [
  'cognito-idp:AdminAddUserToGroup',
  'cognito-idp:AdminDeleteUser',
  'cognito-idp:AdminGetUser',
  'cognito-idp:AdminSetUserPassword',
  'cognito-idp:AdminUserGlobalSignOut',
];
