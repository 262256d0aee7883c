import { outcomeOf } from '../../src/observe/requests/requestLine';
import { RequestRecord } from '../../src/observe/requests/RequestRecord';

interface Case {
  readonly status?: number;
  readonly codes?: readonly string[];
  readonly denied?: boolean;
  readonly aborted?: boolean;
}

function record({ status = 200, codes = [], denied = false, aborted = false }: Case): RequestRecord {
  const made = new RequestRecord('id');
  made.status = status;
  for (const code of codes) made.codes.add(code);
  if (denied) made.denied = [{ coordinate: 'A.b', requires: 'more' }];
  if (aborted) made.outcome = 'aborted';
  return made;
}

test.each<[string, Case]>([
  ['ok', {}],
  ['ok', { status: 204 }],
  ['denied', { denied: true }],
  ['denied', { denied: true, codes: ['FORBIDDEN'] }],
  ['denied', { codes: ['FORBIDDEN'] }],
  ['refused', { status: 401, codes: ['UNAUTHENTICATED'] }],
  ['refused', { status: 403, codes: ['FORBIDDEN'] }],
  ['refused', { status: 404, codes: ['NOT_FOUND'] }],
  ['refused', { codes: ['CONFLICT'] }],
  ['refused', { status: 400, codes: ['BAD_USER_INPUT'], denied: true }],
  ['throttled', { status: 429, codes: ['RATE_LIMITED'] }],
  ['throttled', { codes: ['RATE_LIMITED'] }],
  ['failed', { codes: ['TRY_AGAIN'] }],
  ['failed', { codes: ['INTERNAL_SERVER_ERROR', 'FORBIDDEN'], denied: true }],
  ['failed', { status: 503, codes: ['TRY_AGAIN'] }],
  ['aborted', { aborted: true, codes: ['INTERNAL_SERVER_ERROR'], status: 500 }],
])('%s: %j', (outcome, given) => {
  expect(outcomeOf(record(given))).toBe(outcome);
});
