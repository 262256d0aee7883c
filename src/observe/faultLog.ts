import { GraphQLError } from 'graphql';
import type { Log } from './requests/Log';
import { faultPlaceOf } from '../response/faultPlace';
import { placeInCode } from './placeInCode';

/** What a log may tell of an error: its class, its code, and where in the code. */
export interface FaultDescription {
  readonly fault: string;
  readonly code?: string;
  /** The classes of what caused it, the nearest first. */
  readonly causes?: readonly string[];
  readonly at: readonly string[];
}

const MAX_FRAMES = 8;
const MAX_CAUSES = 5;

/** Logs a fault of ours: what kind of error, at which field of which item, and where in the code, never its message, which may quote a table, an ARN, a value. `requestId` is `null` for what several requests share. */
export function logFault(
  logger: Log,
  error: unknown,
  requestId: string | null,
  level: 'error' | 'warn' = 'error',
): void {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const ofRequest = requestId !== null && { requestId };
  logger[level]({ event: 'fault', ...ofRequest, ...faultPlaceOf(cause), ...describeFault(cause) }, 'request failed');
}

/** An error without its message. Never throws, whatever was thrown. */
export function describeFault(error: unknown): FaultDescription {
  if (!(error instanceof Error)) return { fault: typeof error, at: [] };
  const { code } = error as { code?: unknown };
  const causes = causesOf(error).map(({ name }) => className(name));
  return {
    fault: className(error.name),
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    ...(causes.length > 0 && { causes }),
    at: framesOf(error),
  };
}

function causesOf({ cause }: Error, before: readonly Error[] = []): readonly Error[] {
  if (!(cause instanceof Error) || before.length === MAX_CAUSES || before.includes(cause)) return before;
  return causesOf(cause, [...before, cause]);
}

/** The SDK names errors by what the other side answers. */
function className(name: unknown): string {
  return typeof name === 'string' && /^\w{1,64}$/.test(name) ? name : 'Error';
}

/** `    at Reader.item (/srv/api/dist/src/loading/Reader.js:10:5)`: the name is optional, the file is ours, a package's or node's. */
const FRAME = /^ +at (?:(?:async )?([\w$.<> [\]]{1,100}) \()?([\w/.@:+\\-]{1,400}:\d+:\d+)\)?$/;

/** A message may hold lines that look like frames, so it is cut off first; and a frame must be of this form, in a known place. */
function framesOf({ message, stack = '' }: Error): string[] {
  const found = stack.indexOf(message);
  const below = found === -1 ? stack : stack.slice(found + message.length);
  return below.split('\n').flatMap(frameOf).slice(0, MAX_FRAMES);
}

function frameOf(line: string): string[] {
  const [, name, place = ''] = FRAME.exec(line) ?? [];
  const file = placeInCode(place);
  if (file === null) return [];
  return [name === undefined ? file : `${name} (${file})`];
}
