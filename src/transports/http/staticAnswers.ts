import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { codingFor, encode, setCoding, type Coding } from './contentCoding';
import { memoizedIn } from '../../waiting/memoizedIn';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer is the same for everybody: a page or a file, nothing of a caller's. It may be compressed, and told from others by its etag. */
    isStatic?: boolean;
  }
}

/** A file of 3 MB takes 0.2 s, once. More effort takes ten seconds, for a tenth of the bytes. */
const EFFORT = 6;
/** What does not get smaller by that much is sent as it is: pictures and fonts are compressed already. */
const WORTH_IT = 0.95;

/**
 * Routes with `config: { isStatic: true }` are compressed by brotli or gzip, each content once; and where caches may keep the answer, it has
 * an etag, and who has it already gets 304. To be called before these routes are added; they set their own `cache-control` in `onSend`.
 */
export function addStaticAnswers(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.isStatic !== true) return;
    const kept = new KeptContent();
    // The last to see what goes out.
    route.onSend = [route.onSend ?? []].flat();
    route.onSend.push(async (request: FastifyRequest, reply: FastifyReply, payload: unknown) =>
      reply.statusCode === 200 ? answer(request, reply, kept.of(payload)) : payload,
    );
  });
}

async function answer(request: FastifyRequest, reply: FastifyReply, content: Content): Promise<Buffer | null> {
  const coding = codingFor(request, reply, content.plain.length);
  if (isKept(reply)) {
    void reply.header('etag', content.etag);
    if (hasAlready(request, content.etag)) {
      void reply.code(304).removeHeader('content-type');
      return null;
    }
  }
  const encoded = coding && (await content.encoded(coding));
  if (!encoded) return content.plain;
  setCoding(reply, coding);
  return encoded;
}

function isKept(reply: FastifyReply): boolean {
  return !String(reply.getHeader('cache-control')).includes('no-store');
}

/** Weak etags are the same where what they stand for is, however it was sent. */
function hasAlready({ headers }: FastifyRequest, etag: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  const known = (headers['if-none-match'] ?? '').split(',').map(opaque);
  return known.includes('*') || known.includes(opaque(etag));
}

/** What one route answered last, with its compressed forms. */
class KeptContent {
  private last: Content | null = null;

  of(payload: unknown): Content {
    const plain = Buffer.isBuffer(payload) ? payload : Buffer.from(String(payload));
    const digest = hash('sha256', plain, 'base64url');
    if (this.last?.digest !== digest) this.last = new Content(plain, digest);
    return this.last;
  }
}

class Content {
  private readonly forms = new Map<Coding, Promise<Buffer | null>>();

  constructor(
    readonly plain: Buffer,
    readonly digest: string,
  ) {}

  /** Weak, since the bytes differ by how they are compressed. */
  get etag(): string {
    return `W/"${this.digest}"`;
  }

  /** `null` where that is not much smaller. */
  async encoded(coding: Coding): Promise<Buffer | null> {
    return memoizedIn(this.forms, coding, async () => {
      const encoded = await encode(this.plain, coding, EFFORT);
      return encoded.length < this.plain.length * WORTH_IT ? encoded : null;
    });
  }
}
