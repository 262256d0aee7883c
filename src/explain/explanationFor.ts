import type { FastifyRequest } from 'fastify';
import type { Caller } from '../identity/Caller';
import type { Configuration } from '../configuration/configuration';
import { Explanation } from './Explanation';

const EXPLAIN_HEADER = 'x-explain';
/** What explorers send at first, so that the header is there to be switched on. */
export const NOT_EXPLAINED = { [EXPLAIN_HEADER]: '0' };
const OFF: ReadonlySet<string> = new Set(['', '0', 'off', 'false']);

/** Begins the explanation of one answer: `null` where nobody asks for it, `refused` where EXPLAIN names no role of the caller's. */
export function explanationFor(
  request: FastifyRequest,
  { roles }: Caller,
  { EXPLAIN }: Pick<Configuration, 'EXPLAIN'>,
): Explanation | 'refused' | null {
  const wish = request.headers[EXPLAIN_HEADER];
  if (wish === undefined || OFF.has(String(wish))) return null;
  if (!roles.some((role) => EXPLAIN.includes(role))) return 'refused';
  const explanation = new Explanation();
  if (request.record) request.record.onStoreCall = explanation.storeCalled;
  return explanation;
}
