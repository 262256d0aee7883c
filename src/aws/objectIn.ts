import { ForeignAnswerError } from './passingFailures';

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object that an answer is. Throws a {@link ForeignAnswerError} where it is none. */
export function objectIn(body: string): Readonly<Record<string, unknown>> {
  const answer = parsed(body);
  if (!isObject(answer)) throw new ForeignAnswerError('expected a JSON object, got something else');
  return answer;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ForeignAnswerError('expected JSON, got text that is none');
  }
}
