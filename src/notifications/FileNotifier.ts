import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notification, Notifier } from './Notification';

/** Puts each notification into a file of its own, readable by its owner only; for a local stack. */
export class FileNotifier implements Notifier {
  constructor(private readonly folder: string) {}

  async send({ id, to, subject, text }: Notification): Promise<void> {
    const receiver = to.kind === 'email' ? to.address : 'operators';
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(join(this.folder, `${id}.txt`), `To: ${receiver}\nSubject: ${subject}\n\n${text}\n`, {
      mode: 0o600,
    });
  }

  carrierOf(): string {
    return 'files';
  }

  close(): void {
    // Nothing is held open.
  }
}
