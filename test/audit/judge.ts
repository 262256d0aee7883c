import { ALWAYS, NEVER, readAccessTable, ROLES, type Cell, type Cells, type Role } from './accessTable';
import type { AuditItem } from './auditWorld';
import { BEYOND_THE_TABLE } from './beyondTheTable';

/** Who a caller is, as far as the contract's conditions go. */
export interface Principal {
  readonly roles: readonly Role[];
  readonly subject: string | null;
  readonly sessionId: string | null;
  /** The shops of which the table says that the subject owns them. */
  readonly shops: readonly string[];
  /** The shop of a valid, current visit token. */
  readonly visits: string | null;
}

const table = readAccessTable();

/** The contract's own reading of its table, cell by cell; nothing of the product's rules is used. */
export function maySee(caller: Principal, item: AuditItem): boolean {
  return isRoot(item) || holds(typeCells(item.type), item.isArchived ? withoutVisitors(caller) : caller, item);
}

/** "An archived product is absent for visitors on every path." */
function withoutVisitors(caller: Principal): Principal {
  return { ...caller, roles: caller.roles.filter((role) => role !== 'GUEST' && role !== 'CUSTOMER') };
}

/** May see the field of this item; whoever may not see the item may not see any of it. */
export function maySeeField(caller: Principal, item: AuditItem, coordinate: string): boolean {
  return maySee(caller, item) && holds(fieldCells(coordinate), caller, item);
}

/** The line of a field, in the contract or in the list of what goes beyond it. */
export function fieldCells(coordinate: string): Cells {
  const [type = '', field = ''] = coordinate.split('.');
  const cells =
    type === 'Query' ? whoMayAsk(field) : (table.fields.get(coordinate) ?? BEYOND_THE_TABLE.get(coordinate) ?? null);
  if (cells === undefined || cells === null || cells === 'as parent') throw new RangeError(`no line for ${coordinate}`);
  return cells;
}

/** Whoever may ask at all is not denied: what is not theirs is absent, by its type's line. */
function whoMayAsk(query: string): Cells | undefined {
  const cells = table.operations.get(query);
  if (!cells) return undefined;
  const asked = ROLES.map((role): [Role, Cell] => [role, cells[role] === '' ? '' : 'yes']);
  return Object.fromEntries(asked) as unknown as Cells;
}

function typeCells(type: string): Cells {
  return type === 'Query' ? ALWAYS : (table.types.get(type) ?? NEVER);
}

function isRoot({ type }: AuditItem): boolean {
  return type === 'Query';
}

/** Several roles add up, cell by cell. */
function holds(cells: Cells, caller: Principal, item: AuditItem): boolean {
  return caller.roles.some((role) => isSatisfied(cells[role], role, caller, item));
}

function isSatisfied(cell: Cell, role: Role, caller: Principal, item: AuditItem): boolean {
  if (cell === 'yes') return true;
  if (cell === 'visit') return item.shopId !== undefined && item.shopId === caller.visits;
  return cell === 'own' && owns(role, caller, item);
}

function owns(role: Role, { subject, sessionId, shops }: Principal, item: AuditItem): boolean {
  if (role === 'GUEST') return sessionId !== null && item.guestSessionId === sessionId;
  if (role === 'CUSTOMER') return subject !== null && item.customerId === subject;
  return role === 'SHOP_OWNER' && item.shopId !== undefined && shops.includes(item.shopId);
}
