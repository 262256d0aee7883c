import type { Notification } from './Notification';
import type { Outbox } from './Outbox';
import type { SecurityEventKind } from '../observe/requests/RequestRecord';
import { Background } from '../waiting/Background';

/** What operators are told of, and in which words: what to look at, and nothing of who it was. */
const NEWS = {
  forged_token: ['Forged tokens', 'One caller or network sent ten forged tokens within a minute.'],
  forged_visit_token: ['Forged visit tokens', 'One caller or network sent ten forged visit tokens within a minute.'],
  forged_cursor: ['Forged cursors', 'One caller or network sent ten cursors within a minute that we did not give out.'],
  repeated_denials: ['Many denials', 'One caller or network met more than fifty denied fields within a minute.'],
  changes_late: ['Notifications are late', 'Notifications are sent more than five minutes after what they tell of.'],
  changes_lost: [
    'Changes were lost',
    'The stream was off, or forgot changes before they were read: some notifications may never have been sent.',
  ],
} as const satisfies Readonly<Record<string, readonly [subject: string, text: string]>>;

/** What is sent later than that is late in earnest: the reader is stuck, or nobody was there to read. */
const LATE_SECONDS = 300;

type News = keyof typeof NEWS;

interface Options {
  readonly outbox: Pick<Outbox, 'deliver'>;
  readonly now: () => number;
  /** Aborts where this process ends. */
  readonly signal: AbortSignal;
  readonly onTrouble: (cause: unknown) => void;
}

/**
 * Tells operators what they would want to hear while nobody looks at the log: of each kind one notification a day (UTC), however often it happens
 * and however many instances see it. Somebody who floods us cannot flood them.
 */
export class OperatorNews {
  private readonly told = new Set<string>();
  private readonly sending = new Background();

  constructor(private readonly options: Options) {}

  /** Of other kinds of security events nothing is told. Never throws, never waits. */
  report(kind: News | SecurityEventKind): void {
    if (!isNews(kind)) return;
    const id = `news-${kind}-${new Date(this.options.now()).toISOString().slice(0, 10)}`;
    if (this.told.has(id)) return;
    this.told.add(id);
    this.sending.add(this.send(id, kind));
  }

  /** Takes by how much the reader of changes is behind. */
  onLag(seconds: number): void {
    if (seconds > LATE_SECONDS) this.report('changes_late');
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await this.sending.over();
  }

  private async send(id: string, kind: News): Promise<void> {
    const { outbox, signal, onTrouble } = this.options;
    await outbox.deliver(newsNotification(id, kind), signal).catch((cause: unknown) => {
      // The next one is told of.
      this.told.delete(id);
      onTrouble(cause);
    });
  }
}

/** The news that has this id; `null` where that is the id of something else. */
export function newsOfId(id: string): Notification | null {
  const [, kind = ''] = /^news-(\w+)-\d{4}-\d{2}-\d{2}$/.exec(id) ?? [];
  return isNews(kind) ? newsNotification(id, kind) : null;
}

function newsNotification(id: string, kind: News): Notification {
  const [subject, what] = NEWS[kind];
  const text = `${what} Today's first; see docs/operations.md, "When something happens".`;
  return { id, to: { kind: 'operators' }, subject, text };
}

function isNews(kind: string): kind is News {
  return Object.hasOwn(NEWS, kind);
}
