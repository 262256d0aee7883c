import { hash } from 'node:crypto';

const LENGTH = 12;

/** Twelve hexadecimal digits that stand for an id of a caller in logs: of its SHA-256, so the same on every instance. */
export function pseudonym(id: string): string {
  return hash('sha256', id, 'hex').slice(0, LENGTH);
}
