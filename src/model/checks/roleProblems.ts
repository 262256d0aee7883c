import type { Check } from './Check';

/** A role is told by one group of the token; two of one group would be one role, and one of the two is never held. */
export const roleProblems: Check = ({ access: { roles } }) => {
  const visitors = roles.filter(({ cognitoGroup }) => cognitoGroup === null).map(({ name }) => name);
  const isOne = visitors.length === 1;
  return [
    ...twice(roles.map(({ name }) => name)).map(
      (name) => `the access configuration: expected each role once, found ${name} several times`,
    ),
    ...twice(roles.flatMap(({ cognitoGroup }) => cognitoGroup ?? [])).map((group) => {
      const names = roles.filter(({ cognitoGroup }) => cognitoGroup === group).map(({ name }) => name);
      return `the access configuration: expected a Cognito group for each role, found "${group}" for ${names.join(' and ')}, which no token tells apart; give each a group of its own`;
    }),
    ...(isOne
      ? []
      : [
          `the access configuration: expected one role with \`cognitoGroup: null\`, for who is not signed in, found ${visitors.join(' and ') || 'none'}`,
        ]),
  ];
};

function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, position) => names.indexOf(name) !== position))];
}
