import { RequirementError } from '../storage/calls/errors';
import { fillKey, type KeyTemplate } from '../storage/keys';
import { isKeyValue } from '../storage/keyValues';
import type { Table } from '../storage/Table';
import { EXISTS, type Write } from '../storage/writes';

/** Where the table keeps what it knows of a person's second factor. Placeholder: `{subject}`. */
export interface SecondFactorRecord {
  readonly key: KeyTemplate;
  /** How often everything was ended that had been proved. */
  readonly serial: string;
  /** Codes in a row that were wrong, on devices that had signed in before and on others. */
  readonly failures: Readonly<Record<DeviceKind, string>>;
  /** When wrong codes were forgiven for a new password the last time, in ms since 1970. */
  readonly forgivenAt: string;
}

export type DeviceKind = 'known' | 'other';

/**
 * Wrong codes in a row after which none is taken any more, 100 in all (NIST SP 800-63B, 5.2.2). Those on devices that have signed in before are
 * counted apart, so that who knows the password cannot keep the owner out there.
 */
const MOST_FAILURES: Readonly<Record<DeviceKind, number>> = { known: 20, other: 80 };
const FORGIVEN_AGAIN_MS = 30 * 86_400_000;

/**
 * What must outlive a process of second factors: how many wrong codes came in a row, and a serial that every proof carries, so that raising it
 * ends them all. For the system itself: nothing of it is in an answer, and no caller reads it.
 */
export class SecondFactors {
  constructor(
    private readonly table: Pick<Table, 'read' | 'transact'>,
    private readonly record: SecondFactorRecord,
  ) {}

  /** The serial that a proof has to carry now; 0 for whom nothing was ended yet. */
  async serialOf(subject: string, signal?: AbortSignal): Promise<number> {
    if (!isKeyValue(subject)) return 0;
    const { key, serial } = this.record;
    const [item] = await this.table.read([fillKey(key, { subject })], [serial], { consistent: true, signal });
    if (item instanceof Error) throw item;
    const value = item?.[serial];
    return typeof value === 'number' ? value : 0;
  }

  /**
   * Ends every proof of this person's second factor. With `forgiving`, wrong codes in a row count from 0 again, once in 30 days: whoever can replace the
   * password again and again is the one whom the second factor is there against.
   */
  async endProofs(
    subject: string,
    { forgiving }: { readonly forgiving: boolean },
    signal?: AbortSignal,
  ): Promise<void> {
    const { serial, failures, forgivenAt } = this.record;
    const require = [{ kind: 'below', attribute: serial, value: Number.MAX_SAFE_INTEGER }] as const;
    await this.update(subject, { add: { [serial]: 1 }, require }, signal);
    if (!forgiving) return;
    const now = Date.now();
    const longAgo = [{ kind: 'below', attribute: forgivenAt, value: now - FORGIVEN_AGAIN_MS }] as const;
    const set = { [failures.known]: 0, [failures.other]: 0, [forgivenAt]: now };
    await this.updated(subject, { set, require: longAgo }, signal);
  }

  /** Takes one try at a code; `false` where there were too many wrong ones in a row. */
  async takeTry(subject: string, kind: DeviceKind, signal?: AbortSignal): Promise<boolean> {
    const attribute = this.record.failures[kind];
    const require = [{ kind: 'below', attribute, value: MOST_FAILURES[kind] }] as const;
    return this.updated(subject, { add: { [attribute]: 1 }, require }, signal);
  }

  /** The code was right. */
  async succeeded(subject: string, kind: DeviceKind, signal?: AbortSignal): Promise<void> {
    await this.updated(subject, { set: { [this.record.failures[kind]]: 0 }, require: [EXISTS] }, signal);
  }

  /** Whether the code was right is unknown, or nobody looked at it. */
  async giveTryBack(subject: string, kind: DeviceKind, signal?: AbortSignal): Promise<void> {
    const attribute = this.record.failures[kind];
    const require = [{ kind: 'atLeast', attribute, value: 1 }] as const;
    await this.updated(subject, { add: { [attribute]: -1 }, require }, signal);
  }

  /** Whether what the update requires did hold. */
  private async updated(...update: Parameters<SecondFactors['update']>): Promise<boolean> {
    return this.update(...update).then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof RequirementError) return false;
        throw cause;
      },
    );
  }

  private async update(
    subject: string,
    update: Pick<Extract<Write, { kind: 'update' }>, 'add' | 'set' | 'require'>,
    signal?: AbortSignal,
  ): Promise<void> {
    const key = fillKey(this.record.key, { subject });
    await this.table.transact([{ kind: 'update', key, ...update }], { signal });
  }
}
