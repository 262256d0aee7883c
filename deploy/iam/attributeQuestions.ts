import { filledIn, NOBODY, type PolicySimulator, type TableRequest } from './PolicySimulator';

/** One attribute of one item, asked for in the name of one role, and what the rules say to that. */
export interface AttributeQuestion {
  readonly request: TableRequest;
  readonly partition: string;
  readonly attribute: string;
  readonly isAllowed: boolean;
}

/** On items, and behind no field: nobody may ask for them, whatever a policy says. */
export const NEVER = ['riskScore', 'platformNotes', 'supplierContract', 'marketingProfile'];

/** What the sessions that ask say: nobody real, so that an answer has no data even where it is allowed. */
const PROVING_TAGS: Readonly<Record<string, string>> = {
  subject: 'prove-subject',
  guestSession: 'prove-guest',
  visit: 'prove-visit',
  tenant1: 'prove-tenant',
};
const SOMEBODY_ELSES = 'prove-somebody-elses';

/** Every tag that these policies refer to, for the sessions that ask. */
export function provingTags(rules: PolicySimulator): Readonly<Record<string, string>> {
  return Object.fromEntries(rules.tags.map((tag) => [tag, PROVING_TAGS[tag] ?? NOBODY]));
}

/** The one index of the table. */
const INDEX = 'gsi1';

/**
 * Every attribute of any policy, and those that nobody may see, read in every kind of partition, of the session’s own and of somebody
 * else’s, in the name of every role; and by the index those that it has. What is expected follows from the policies of `rules`.
 */
export function attributeQuestions(rules: PolicySimulator): AttributeQuestion[] {
  const tags = provingTags(rules);
  const partitions = new Set(
    rules.partitions.flatMap((pattern) => [
      filledIn(pattern, tags).replace('*', SOMEBODY_ELSES),
      pattern.replace(/\$\{[^}]+\}|\*/g, SOMEBODY_ELSES),
    ]),
  );
  const ofTable = [...new Set([...rules.attributes, ...NEVER])].filter(isNoKey);
  const ofIndex = rules.attributesOfIndex(INDEX).filter(isNoKey);
  return rules.principals.flatMap((principal) =>
    [...partitions].flatMap((partition) => {
      const request = requestOf(principal, tags, partition);
      return [
        ...questionsOf(rules, request, ofTable),
        ...questionsOf(rules, { ...request, action: 'Query', index: INDEX }, ofIndex),
      ];
    }),
  );
}

const isNoKey = (name: string): boolean => name !== 'pk' && name !== 'sk';

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

function requestOf(principal: string, tags: TableRequest['tags'], partition: string): TableRequest {
  return {
    ...{ principal, tags, action: 'GetItem', index: null },
    ...{ attributes: [], leadingKeys: [partition], select: 'SPECIFIC_ATTRIBUTES', enclosingOperation: null },
  };
}
