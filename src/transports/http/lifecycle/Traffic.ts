import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Who has not asked for so long has no request on its way. */
const QUIET_MS = 250;
const AT_MOST_MS = 2000;
const LOOK_MS = 25;

/** Which requests are under way. */
export class Traffic {
  private underWay = 0;
  private lastAt = Number.NEGATIVE_INFINITY;

  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (_request, reply, done) => {
      this.underWay += 1;
      reply.raw.once('close', () => {
        this.underWay -= 1;
        this.lastAt = performance.now();
      });
      done();
    });
  }

  /** Resolves when no request was under way for a quarter of a second; after two seconds in any case. */
  async quiet(): Promise<void> {
    const begun = performance.now();
    while (!this.isQuietSince(begun) && performance.now() - begun < AT_MOST_MS) await wait(LOOK_MS);
  }

  private isQuietSince(moment: number): boolean {
    return this.underWay === 0 && performance.now() - Math.max(this.lastAt, moment) >= QUIET_MS;
  }
}
