import type { Context } from './Context';

/**
 * For what comes after an effect, and which the answer can be without: never throws, since an answer that only tells of this would hide what was
 * done. `null` stands for what could not be made; why goes to the log.
 */
export async function afterEffect<T>({ report }: Pick<Context, 'report'>, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (cause) {
    report(cause);
    return null;
  }
}
