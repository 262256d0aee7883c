import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A session that was given out. */
export interface AssumedRole {
  readonly role: string;
  /** What AWS's log would call it. */
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

const LIFETIME_MS = 3_600_000;

/** Stands where AWS's security token service stands: gives credentials for any role, and remembers whose they are. */
export class StsUnderTest {
  readonly assumed = new Map<string, AssumedRole>();
  /** Answers with this error code instead, while it is set: to everybody, or for sessions whose tags say this. */
  failure: {
    readonly status: number;
    readonly code: string;
    readonly of?: (said: readonly string[]) => boolean;
  } | null = null;
  /** Takes what is asked, and never answers, while it is set. */
  hangs = false;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((incoming, outgoing) => {
      void readAll(incoming).then((body) => {
        if (this.hangs) return;
        const { status, text } = this.answer(new URLSearchParams(body));
        outgoing.writeHead(status, { 'content-type': 'text/xml' }).end(text);
      });
    });
  }

  static async start(): Promise<StsUnderTest> {
    const sts = new StsUnderTest();
    await new Promise<void>((resolve) => sts.server.listen(0, '127.0.0.1', resolve));
    return sts;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private answer(asked: URLSearchParams): { status: number; text: string } {
    const tags = tagsOf(asked);
    const { status, code, of = () => true } = this.failure ?? { status: 200, code: '', of: () => false };
    if (of(Object.values(tags).filter((value) => value !== '='))) return { status, text: errorOf(code) };
    const accessKeyId = `ASIA${String(this.assumed.size + 1).padStart(16, '0')}`;
    this.assumed.set(accessKeyId, {
      role: asked.get('RoleArn') ?? '',
      name: asked.get('RoleSessionName') ?? '',
      tags,
    });
    return { status: 200, text: credentialsOf(accessKeyId) };
  }
}

function tagsOf(asked: URLSearchParams): Record<string, string> {
  const names = [...asked].filter(([name]) => /^Tags\.member\.\d+\.Key$/.test(name));
  return Object.fromEntries(names.map(([name, key]) => [key, asked.get(name.replace(/Key$/, 'Value')) ?? ''] as const));
}

function credentialsOf(accessKeyId: string): string {
  const expiration = new Date(Date.now() + LIFETIME_MS).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>
<Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

function errorOf(code: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
