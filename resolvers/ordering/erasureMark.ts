import { erasureKey } from '../../schema/keys';
import { UserErrorCode, type UserError } from '../../schema/UserError';
import { fillKey, type Key } from '../../src/storage/keys';
import type { Requirement, Write } from '../../src/storage/writes';
import type { FieldgateContext } from '../Services';

/**
 * That somebody has their data erased. The mark is set before the first order is looked at, and whatever would give them another one requires
 * that it is absent: so there is a last one. It stays when all is erased, until they register again.
 */
export interface Erasure {
  readonly id: string;
  /** When all was erased; `null` as long as something may be left. */
  readonly erasedAt: string | null;
}

export const DATA_ERASED = UserErrorCode.DATA_ERASED;
/** Of a customer who orders, or claims orders, while they are marked. */
export const ORDERS_REFUSED: UserError = {
  field: null,
  code: DATA_ERASED,
  message:
    'You had your data erased, so nothing new is stored about you. To order again, register again (registerCustomer).',
};
const MARK = 'erasure';
const UNMARKED: Requirement = { kind: 'absent', attribute: MARK };

/** `null` where there is no mark. */
export async function readErasure(
  { systemWriter }: Pick<FieldgateContext, 'systemWriter'>,
  customerId: string,
): Promise<Erasure | null> {
  const [item] = await systemWriter.facts([keyOf(customerId)], [MARK, 'erasedAt']);
  const { [MARK]: id, erasedAt } = item ?? {};
  return typeof id === 'string' ? { id, erasedAt: typeof erasedAt === 'string' ? erasedAt : null } : null;
}

/** Goes into whatever would keep something new of a customer. */
export function unmarked(customerId: string): Write {
  return { kind: 'check', key: keyOf(customerId), require: [UNMARKED] };
}

export function setMark(customerId: string, id: string): Write {
  return { kind: 'update', key: keyOf(customerId), set: { [MARK]: id }, require: [UNMARKED] };
}

/** Goes into whatever this erasure does: it does nothing once the person is back. */
export function stillMarked(customerId: string, { id }: Erasure): Write {
  return { kind: 'check', key: keyOf(customerId), require: [marked(id)] };
}

/** Says that all is erased. */
export function completeMark(customerId: string, { id }: Erasure, now: Date): Write {
  const set = { erasedAt: now.toISOString() };
  return {
    kind: 'update',
    key: keyOf(customerId),
    set,
    require: [marked(id), { kind: 'absent', attribute: 'erasedAt' }],
  };
}

/** Goes into the registering of somebody who is back: only an erasure that is complete ends. */
export function endMark(customerId: string, { id, erasedAt }: Erasure): Write {
  return {
    kind: 'update',
    key: keyOf(customerId),
    remove: [MARK, 'erasedAt'],
    require: [marked(id), { kind: 'equals', attribute: 'erasedAt', value: erasedAt }],
  };
}

function marked(id: string): Requirement {
  return { kind: 'equals', attribute: MARK, value: id };
}

function keyOf(customerId: string): Key {
  return fillKey(erasureKey, { customerId });
}
