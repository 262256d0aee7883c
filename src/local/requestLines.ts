import { loggedOperationName } from '../observe/requests/loggedFields';
import { pseudonymOf } from '../observe/observeAuthentication';
import { outcomeOf } from '../observe/requests/requestLine';
import { isProbe, type RequestRecord } from '../observe/requests/RequestRecord';
import { LOCAL_USERS } from './localUsers';

const MOST_DENIED = 3;
const WHO_WIDTH = 28;
const WHAT_WIDTH = 30;

/** The local users by what the records call them. Nobody else is ever named: of them only the role is told. */
const NAMES: ReadonlyMap<string | null, string> = new Map(
  LOCAL_USERS.map(({ email, sub }) => [pseudonymOf({ subject: sub, guestSession: null }), email.split('@')[0] ?? '']),
);

/** What a person at the terminal wants to know of a request that is over; `null` of one that is of no interest. */
export function requestLine(record: RequestRecord, now = new Date()): string | null {
  if (isBeside(record)) return null;
  const { store, startedAt } = record;
  const time = now.toTimeString().slice(0, 8);
  const calls = `${store.calls} DynamoDB ${store.calls === 1 ? 'call' : 'calls'}`;
  const milliseconds = `${Math.round(performance.now() - startedAt)} ms`;
  return [
    `  ${time}`,
    whoOf(record).padEnd(WHO_WIDTH),
    whatOf(record).padEnd(WHAT_WIDTH),
    calls.padStart(17),
    milliseconds.padStart(8),
    howOf(record) + deniedOf(record),
  ].join('  ');
}

/** Probes, preflights, and the files of a page; a connection that stays is told of by what goes over it. */
function isBeside(record: RequestRecord): boolean {
  const { method, route, status } = record;
  if (isProbe(record) || method === 'OPTIONS' || status === 101) return true;
  return status < 400 && (route?.split('/').length ?? 0) > 2;
}

function whoOf({ roles, caller }: RequestRecord): string {
  const name = NAMES.get(caller);
  const ofRoles = roles.join('+') || '–';
  if (name !== undefined) return `${ofRoles} ${name}`;
  return caller !== null && ofRoles === 'GUEST' ? 'GUEST with a session' : ofRoles;
}

const STEPS: Readonly<Record<string, string>> = {
  CONNECT: 'socket opened',
  SUBSCRIBE: 'subscribes',
  EVENT: 'event of',
};

function whatOf({ method, route, operationName, operationType }: RequestRecord): string {
  const step = STEPS[method];
  const name = loggedOperationName(operationName) ?? (operationType === null ? '' : '(without a name)');
  if (step !== undefined) return `${step} ${name}`.trimEnd();
  return operationType === null ? `${method} ${route ?? '(unknown path)'}` : `${operationType} ${name}`;
}

function howOf(record: RequestRecord): string {
  const outcome = outcomeOf(record);
  const codes = [...record.codes].filter((code) => code !== 'FORBIDDEN' && code !== 'UNAUTHENTICATED');
  if (codes.length > 0) return `${outcome} ${codes.join(' ')}`;
  return outcome === 'ok' || outcome === 'denied' ? outcome : `${outcome} ${record.status}`;
}

function deniedOf({ denied }: RequestRecord): string {
  if (denied.length === 0) return '';
  const some = denied.slice(0, MOST_DENIED).map(({ coordinate }) => coordinate);
  const more = denied.length > MOST_DENIED ? ` and ${denied.length - MOST_DENIED} more` : '';
  return `: ${some.join(', ')}${more}`;
}

/** Prints a line for each request; what cannot be written is nobody's loss. */
export function printRequest(record: RequestRecord): void {
  const line = requestLine(record);
  if (line !== null) process.stdout.write(`${line}\n`);
}
