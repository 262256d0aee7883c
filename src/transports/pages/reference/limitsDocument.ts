import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../../loading/ListReader';
import type { Configuration } from '../../../configuration/configuration';
import { MAX_HEADER_BYTES } from '../../http/unreadableRequests';
import { DOCUMENT_LIMITS } from '../../../operation/limits/documentLimits';
import type { PerRole } from '../../../configuration/perRole';
import { VARIABLE_LIMITS } from '../../../operation/limits/variableLimits';

type Limit = readonly [what: string, most: string, code: string];

const COMPLEX = 'QUERY_TOO_COMPLEX';
const INPUT = 'BAD_USER_INPUT';
const RATE = 'RATE_LIMITED';

/** The limits of this very server, in Markdown. */
export function limitsDocument(configuration: Configuration): string {
  return [
    '# Limits',
    'The numbers on this page are those of the server that answers you. Who exceeds one gets the code in the last column; see [error codes](../errors.md).',
    '## One request',
    table(ofRequest(configuration)),
    '## One document and its variables',
    table(ofDocument(configuration)),
    `## Points`,
    'One point stands for each object that an answer can hold, with page sizes and variables counted in. Single values are free; a mutation costs 10 points more. ' +
      'Each answer says in `extensions.cost` what was reckoned with (`requestedQueryCost`), what it came to (`actualQueryCost`) and what is left ' +
      '(`throttleStatus`); with the header `x-cost-debug: 1` also which field costs how much.',
    table(ofPoints(configuration)),
    '## Lists',
    table([
      ['Items of a page, unless asked for', number(DEFAULT_PAGE_SIZE), ''],
      ['Items of a page', number(MAX_PAGE_SIZE), INPUT],
    ]),
    '## Subscriptions',
    table(ofSubscriptions(configuration)),
    '## Tokens',
    table(ofTokens(configuration)),
  ].join('\n\n');
}

function ofRequest({ MAX_BODY_BYTES, REQUEST_READ_TIMEOUT_MS, REQUEST_DEADLINE_MS }: Configuration): Limit[] {
  return [
    ['Body', `${number(MAX_BODY_BYTES)} bytes`, INPUT],
    ['All headers together', `${number(MAX_HEADER_BYTES)} bytes`, INPUT],
    ['Time for the request to arrive', seconds(REQUEST_READ_TIMEOUT_MS), INPUT],
    ['Time for the answer', seconds(REQUEST_DEADLINE_MS), 'TRY_AGAIN'],
  ];
}

function ofDocument(configuration: Configuration): Limit[] {
  const { MAX_DOCUMENT_TOKENS, MAX_DEPTH, MAX_ALIASES, MAX_DIRECTIVES, MAX_FIELDS, MAX_RECURSION } = configuration;
  return [
    ['Tokens', byRole(MAX_DOCUMENT_TOKENS), COMPLEX],
    ['Lines', number(DOCUMENT_LIMITS.lines), COMPLEX],
    ['Operations in one document', number(DOCUMENT_LIMITS.operations), COMPLEX],
    ['Levels of fields', byRole(MAX_DEPTH), COMPLEX],
    ['Aliases', byRole(MAX_ALIASES), COMPLEX],
    ['Directives', byRole(MAX_DIRECTIVES), COMPLEX],
    ['Fields, with fragments spread out', byRole(MAX_FIELDS), COMPLEX],
    ['The same field on one path', `${byRole(MAX_RECURSION)} times`, COMPLEX],
    ['Characters of a name', number(DOCUMENT_LIMITS.nameLength), INPUT],
    ['Characters of a string', byRole(configuration.MAX_TEXT_LENGTH), INPUT],
    ['Items of a list or members of an object in variables', number(VARIABLE_LIMITS.items), INPUT],
    ['Levels of lists and objects in variables', number(VARIABLE_LIMITS.levels), INPUT],
  ];
}

function ofPoints(configuration: Configuration): Limit[] {
  const { MAX_QUERY_COST, RATE_LIMIT_POINTS, RATE_LIMIT_WINDOW_SECONDS: window } = configuration;
  const { RATE_LIMIT_ADDRESS_POINTS, RATE_LIMIT_ADDRESS_REQUESTS } = configuration;
  const { RATE_LIMIT_ATTEMPTS, RATE_LIMIT_ATTEMPTS_WINDOW_SECONDS: ofAttempts } = configuration;
  const every = `in ${number(window)} seconds`;
  return [
    ['Points of one operation', byRole(MAX_QUERY_COST), COMPLEX],
    ['Bytes of one answer, before it is compressed', number(configuration.MAX_ANSWER_BYTES), COMPLEX],
    ['Points of one caller', `${byRole(RATE_LIMIT_POINTS)} ${every}`, RATE],
    ['Points of one network address', `${number(RATE_LIMIT_ADDRESS_POINTS)} ${every}`, RATE],
    ['Requests of one network address', `${number(RATE_LIMIT_ADDRESS_REQUESTS)} ${every}`, RATE],
    [
      'Attempts of one sensitive operation by one caller',
      `${number(RATE_LIMIT_ATTEMPTS)} in ${number(ofAttempts)} seconds`,
      RATE,
    ],
  ];
}

function ofSubscriptions(configuration: Configuration): Limit[] {
  const { SOCKETS_PER_CALLER, SOCKETS_PER_ADDRESS, SUBSCRIPTIONS_PER_SOCKET, SOCKET_MESSAGE_BYTES } = configuration;
  return [
    ['Connections of one caller', number(SOCKETS_PER_CALLER), `${RATE}, close code 1013`],
    ['Connections of one network address', number(SOCKETS_PER_ADDRESS), RATE],
    ['Subscriptions on one connection', number(SUBSCRIPTIONS_PER_SOCKET), RATE],
    ['One message to the server', `${number(SOCKET_MESSAGE_BYTES)} bytes`, 'close code 1009'],
    ['What a client leaves unread', `${number(configuration.SOCKET_BUFFER_BYTES)} bytes`, 'close code 1013'],
    ['Time until `connection_init`', seconds(configuration.SOCKET_INIT_TIMEOUT_MS), 'close code 4408'],
    ['The server sends a ping every', seconds(configuration.SOCKET_PING_SECONDS * 1000), ''],
  ];
}

function ofTokens(configuration: Configuration): Limit[] {
  const { GUEST_SESSION_SECONDS, GUEST_SESSION_RENEWABLE_SECONDS, VISIT_TOKEN_SECONDS } = configuration;
  const rows: Limit[] = [
    ['A guest session lasts', duration(GUEST_SESSION_SECONDS), 'UNAUTHENTICATED'],
    ['A guest session can be renewed for', duration(GUEST_SESSION_RENEWABLE_SECONDS), 'UNAUTHENTICATED'],
    ['A visit token lasts', duration(VISIT_TOKEN_SECONDS), 'FORBIDDEN'],
  ];
  const { stepUp } = configuration;
  return stepUp
    ? [...rows, ['A proof of the second factor lasts', duration(stepUp.lifetimeSeconds), 'FORBIDDEN']]
    : rows;
}

function table(limits: readonly Limit[]): string {
  const rows = limits.map(([what, most, code]) => `| ${what} | ${most} | ${code.replaceAll(/[A-Z_]{5,}/g, '`$&`')} |`);
  return ['| what | at most | code |', '| --- | --- | --- |', ...rows].join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function byRole({ general, byRole: others }: PerRole): string {
  const told = [...others].map(([role, value]) => `${role} ${number(value)}`);
  return told.length === 0 ? number(general) : `${number(general)} (${told.join(', ')})`;
}

function seconds(milliseconds: number): string {
  return duration(milliseconds / 1000);
}

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

/** In the largest unit that leaves no rest. */
function duration(inSeconds: number): string {
  const [size, unit] = UNITS.find(([each]) => inSeconds % each === 0) ?? [1, 'second'];
  const count = inSeconds / size;
  return `${number(count)} ${unit}${count === 1 ? '' : 's'}`;
}
