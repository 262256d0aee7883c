import { appendFileSync } from 'node:fs';
import { attributesOfRequest } from './requestAttributes';
import type { RecordedCall } from './RecordedCall';
import { StsUnderTest } from './StsUnderTest';

/** Of the roles' names. */
export const ROLE_PREFIX = 'arn:aws:iam::123456789012:role/fieldgate-test-';

/**
 * With FIELDGATE_TEST_ROLES=<file> every test asks the table in the name of its callers' roles, and each request is taken down in that
 * file with whose it was: what deploy/ then puts before a simulator of AWS's policies.
 */
export class RoleLedger {
  private readonly seen = new Set<string>();

  private constructor(
    private readonly sts: StsUnderTest,
    /** `null`: sessions are given out, and nothing is taken down. */
    private readonly file: string | null,
  ) {}

  /** With `sts`, a test that looks at the sessions itself, whatever the environment says. */
  static async start(sts: StsUnderTest | null): Promise<RoleLedger | null> {
    const { FIELDGATE_TEST_ROLES: file = null } = process.env;
    return file === null && sts === null ? null : new RoleLedger(sts ?? (await StsUnderTest.start()), file);
  }

  get environment(): Readonly<Record<string, string>> {
    return { ASSUME_ROLE_PER_ROLE: 'on', ROLE_ARN_PREFIX: ROLE_PREFIX, STS_ENDPOINT: this.sts.url };
  }

  /** Writes down what was not there yet. */
  enter(calls: readonly RecordedCall[], table: string): void {
    if (this.file === null) return;
    for (const call of calls) {
      if (!call.requestText.includes(table)) continue;
      const session = this.sts.assumed.get(call.accessKeyId ?? '');
      const principal = session ? session.role.slice(ROLE_PREFIX.length) : 'service';
      for (const request of attributesOfRequest(call)) {
        const line = JSON.stringify({ principal, tags: saying(session?.tags ?? {}), ...request });
        if (this.seen.has(line)) continue;
        this.seen.add(line);
        appendFileSync(this.file, `${line}\n`);
      }
    }
  }

  async close(): Promise<void> {
    await this.sts.close();
  }
}

/** Without the tags that say nothing. */
function saying(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== '='));
}
