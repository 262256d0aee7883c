import type { Change } from './Change';
import { isStoredKind, kindOfStored, storedChange, type StoredChange } from './storedChange';
import { isRecord } from '../json/isRecord';

/** What came by Redis is not what instances of this release send: another program, or another release, sends it. */
export class UnexpectedMessageError extends Error {
  override readonly name = 'UnexpectedMessageError';
}

/** As DynamoDB numbers what is in a stream. What is longer would stand after everything that comes later. */
const SEQUENCE = /^\d{1,40}$/;

/** Says changes to other instances. */
export function messageOf(changes: readonly Change[]): string {
  return JSON.stringify(changes.map(storedChange));
}

/** The changes that a message says. Throws an {@link UnexpectedMessageError} where one of them is none: whoever can write to Redis can send anything. */
export function changesIn(message: string): readonly Change[] {
  const said = parsed(message);
  if (!Array.isArray(said)) throw unexpected();
  return said.map((each) => {
    if (!isChange(each)) throw unexpected();
    const { key, kind, shard, sequence } = each;
    return { key: { pk: key.pk, sk: key.sk }, kind: kindOfStored(kind), shard, sequence };
  });
}

function isChange(said: unknown): said is StoredChange {
  if (!isRecord(said) || !isRecord(said.key)) return false;
  const { key, kind, shard, sequence } = said;
  const areTexts = [key.pk, key.sk, shard].every((each) => typeof each === 'string');
  return areTexts && isStoredKind(kind) && typeof sequence === 'string' && SEQUENCE.test(sequence);
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    throw unexpected();
  }
}

function unexpected(): UnexpectedMessageError {
  return new UnexpectedMessageError('expected a list of changes; look for who else publishes on this channel');
}
