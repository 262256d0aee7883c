import { write } from 'node:fs';
import { Session, type Debugger } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { placeInCode } from '../../../observe/placeInCode';
import type { Watch } from './watchdog';

/* The thread that watches another one; see watchdog.ts. It shares no loop and no heap with it. */

const STDERR = 2;
/** For the watched thread to say where it stands. One that stands in native code cannot be interrupted, and says nothing. */
const WHERE_MS = 1000;
/** For stderr to take what is said. A full pipe takes nothing. */
const TELL_MS = 1000;
const MAX_FRAMES = 8;

const { signs, tickMs, seconds } = workerData as Watch;
const patience = Math.ceil((seconds * 1000) / tickMs);
let seen = -1;
let ticksInVain = 0;

const watching = setInterval(() => {
  const living = Atomics.load(signs, 0);
  const isDebugged = Atomics.load(signs, 1) === 1;
  ticksInVain = living !== seen || isDebugged ? 0 : ticksInVain + 1;
  seen = living;
  if (ticksInVain < patience) return;
  clearInterval(watching);
  end();
}, tickMs);

function end(): void {
  const session = new Session();
  const files = new Map<string, string>();
  const tooLate = setTimeout(() => reportAndKill([]), WHERE_MS);
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => void files.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    clearTimeout(tooLate);
    const places = callFrames.flatMap((frame) => placeOf(frame, files));
    reportAndKill(places, () => exitFromInside(session, callFrames));
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}

/** A function and its place in the code: never a value. */
function placeOf({ functionName, location }: Debugger.CallFrame, files: ReadonlyMap<string, string>): string[] {
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  const place = placeInCode(`${files.get(scriptId) ?? ''}:${String(lineNumber + 1)}:${String(columnNumber + 1)}`);
  return place === null ? [] : [functionName === '' ? place : `${functionName} (${place})`];
}

let isTold = false;
let exitToo: () => void = () => undefined;

/**
 * Kills also where nobody reads stderr, or not any more; and again, until it is done. Called twice where the held thread says only then where it
 * stands when that is not waited for any more: what is being said is said to its end.
 */
function reportAndKill(places: readonly string[], exit = exitToo): void {
  exitToo = exit;
  if (isTold) return;
  isTold = true;
  // Where killing does nothing (see below), the held thread stops for the debugger as soon as it comes back from native code.
  setInterval(kill, TELL_MS);
  write(STDERR, wordsOf(places), kill);
}

function kill(): void {
  process.kill(process.pid, 'SIGKILL');
  exitToo();
}

function wordsOf(places: readonly string[]): string {
  const where = places.slice(0, MAX_FRAMES).map((place) => `\n    at ${place}`);
  return (
    `The event loop stood still for ${String(seconds)} s (MAX_EVENT_LOOP_STALL_SECONDS), so nobody was answered. ` +
    `This process is killed, for its supervisor to start a new one.${where.length > 0 ? ' It stood' : ''}${where.join('')}\n`
  );
}

/**
 * The first process of a container cannot be killed from within (pid_namespaces(7)): it has to exit by itself, from where it stands, and at
 * once, since what listens for its exit may stand still as well.
 */
function exitFromInside(session: Session, [frame]: readonly Debugger.CallFrame[]): void {
  if (!frame) return;
  const expression = 'globalThis.process.reallyExit(1)';
  session.post('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrameId, expression });
}
