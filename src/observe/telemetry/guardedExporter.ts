import type { SideSystem } from '../../sideSystems/SideSystem';

/** As OpenTelemetry has it: 0 is a success. */
interface Result {
  readonly code: number;
  readonly error?: Error;
}

interface Exporter<Batch> {
  export(batch: Batch, done: (result: Result) => void): void;
  forceFlush?(): Promise<void>;
}

const [SUCCESS, FAILURE] = [0, 1];

/** The exporter, which drops what it is given while its collector does not answer: whoever flushes does not wait for that each time anew. */
export function guarded<Batch, E extends Exporter<Batch>>(exporter: E & Exporter<Batch>, collector: SideSystem): E {
  const send = exporter.export.bind(exporter);
  return Object.assign(exporter, {
    export: (batch: Batch, done: (result: Result) => void) => {
      const delivered = collector.call(
        () =>
          new Promise<void>((resolve, reject) => {
            send(batch, ({ code, error = new Error('not delivered') }) => {
              if (code === SUCCESS) resolve();
              else reject(error);
            });
          }),
      );
      delivered.then(
        () => done({ code: SUCCESS }),
        (error: unknown) => done({ code: FAILURE, ...(error instanceof Error && { error }) }),
      );
    },
    // Whoever asks for this waits for `done` as well; the exporter itself would wait for an answer that drips.
    forceFlush: () => Promise.resolve(),
  });
}
