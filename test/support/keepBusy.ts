/** Each turn of the event loop is made to last so long. */
const TURN_MS = 200;

/** Keeps this process, in which the server under test runs, so busy that everything waits for its turn; until what it gives back is called. */
export function keepBusy(): () => void {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  let isOn = true;
  const turn = () => {
    Atomics.wait(nothing, 0, 0, TURN_MS);
    if (isOn) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    isOn = false;
  };
}
