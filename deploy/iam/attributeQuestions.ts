import { filledIn, NOBODY, TAGS, type PolicySimulator, type TableRequest } from './PolicySimulator';

/** One attribute of one item, asked for in the name of one role, and what the rules say to that. */
export interface AttributeQuestion {
  readonly request: TableRequest;
  readonly partition: string;
  readonly attribute: string;
  readonly isAllowed: boolean;
}

/** On items, and behind no field: nobody may ask for them, whatever a policy says. */
export const NEVER = ['riskScore', 'platformNotes', 'supplierContract', 'marketingProfile'];

/** Of the sessions that ask: nobody real, so that an answer has no data even where it is allowed. */
export const PROVING_TAGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(TAGS.map((tag) => [tag, NOBODY])),
  subject: 'prove-subject',
  guestSession: 'prove-guest',
  visit: 'prove-visit',
  tenant1: 'prove-tenant',
};
const SOMEBODY_ELSES = 'prove-somebody-elses';

/**
 * Every attribute of any policy, and those that nobody may see, in every kind of partition, of the session’s own and of somebody else’s, in
 * the name of every role. What is expected follows from the policies of `rules`.
 */
export function attributeQuestions(rules: PolicySimulator): AttributeQuestion[] {
  const partitions = new Set(
    rules.partitions.flatMap((pattern) => [
      filledIn(pattern, PROVING_TAGS).replace('*', SOMEBODY_ELSES),
      pattern.replace(/\$\{[^}]+\}|\*/g, SOMEBODY_ELSES),
    ]),
  );
  const attributes = [...new Set([...rules.attributes, ...NEVER])].filter((name) => name !== 'pk' && name !== 'sk');
  return rules.principals.flatMap((principal) =>
    [...partitions].flatMap((partition) => questionsOf(rules, requestOf(principal, partition), attributes)),
  );
}

function questionsOf(
  rules: PolicySimulator,
  request: TableRequest,
  attributes: readonly string[],
): AttributeQuestion[] {
  const [partition = ''] = request.leadingKeys;
  const readable = rules.readable(request, partition);
  return attributes.map((attribute) => ({
    request: { ...request, attributes: [attribute] },
    partition,
    attribute,
    isAllowed: readable.has(attribute) && !NEVER.includes(attribute),
  }));
}

function requestOf(principal: string, partition: string): TableRequest {
  return {
    ...{ principal, tags: PROVING_TAGS, action: 'GetItem', index: null },
    ...{ attributes: [], leadingKeys: [partition], select: 'SPECIFIC_ATTRIBUTES', enclosingOperation: null },
  };
}
