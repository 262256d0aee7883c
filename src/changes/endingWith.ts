import { untilAborted } from '../waiting/untilAborted';
import type { FeedOptions } from './ChangeFeed';

type Parts = Pick<FeedOptions, 'stream' | 'take' | 'onGap' | 'onTrouble'>;

/** What is being handed on when a reader ends may still be taken. */
const TAKEN_WITHIN_MS = 1000;

/**
 * A reader's parts, by which it waits for nobody when the signal aborts: neither for a store that does not answer nor for whoever does not
 * take what is handed on, who is then handed it again by the next reader. What fails by that is no trouble.
 */
export function endingWith<Options extends Parts>(options: Options, signal: AbortSignal): Options {
  const { stream, take, onGap, onTrouble } = options;
  const now = async <T>(answer: Promise<T>) => untilAborted(answer, signal);
  return {
    ...options,
    stream: {
      name: async () => now(stream.name()),
      shards: async (...asked) => now(stream.shards(...asked)),
      place: async (...asked) => now(stream.place(...asked)),
      read: async (...asked) => now(stream.read(...asked)),
    },
    take: async (changes) => untilAborted(take(changes), signal, TAKEN_WITHIN_MS),
    ...(onGap && { onGap: async () => untilAborted(onGap(), signal, TAKEN_WITHIN_MS) }),
    onTrouble: (cause) => {
      if (!signal.aborted) onTrouble(cause);
    },
  };
}
