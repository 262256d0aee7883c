import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const CONTRACT = join(__dirname, '../../docs/contract.md');

/** The contract's access table as data. */
export const ROLES = ['GUEST', 'CUSTOMER', 'SHOP_OWNER', 'PLATFORM_ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** `''`: never. */
export type Cell = 'yes' | 'own' | 'visit' | '';
export type Cells = Readonly<Record<Role, Cell>>;

export interface AccessTable {
  /** The line of the type as a whole: who may see that there is such an item at all. */
  readonly types: ReadonlyMap<string, Cells>;
  /** `Type.field` → its line; a field in its type's line has that one. */
  readonly fields: ReadonlyMap<string, Cells>;
  /** Root operations: who may call them. */
  readonly operations: ReadonlyMap<string, Cells>;
}

const CELLS: readonly string[] = ['yes', 'own', 'visit', ''];
export const NEVER: Cells = cellsOf('');
export const ALWAYS: Cells = cellsOf('yes');

/** Reads the table. Throws where a line has another shape than all the others: it would not be checked otherwise. */
export function readAccessTable(text = accessOf(readFileSync(CONTRACT, 'utf8'))): AccessTable {
  const [access = '', operations = ''] = text.split('## Operations');
  const table = new TableBuilder();
  rowsOf(access).forEach(([name = '', ...cells]) => table.accessLine(name, cells));
  rowsOf(operations).forEach(([name = '', who = '']) => table.operationLine(name, who));
  return table;
}

/** The two tables of the contract, from the first heading to what follows the second. */
function accessOf(contract: string): string {
  const [from, to] = [
    contract.indexOf('## Access, type by type'),
    contract.indexOf('Inputs (more fields where useful'),
  ];
  if (from === -1 || to === -1) throw new RangeError(`expected the tables of access and operations in ${CONTRACT}`);
  return contract.slice(from, to);
}

class TableBuilder implements AccessTable {
  readonly types = new Map<string, Cells>();
  readonly fields = new Map<string, Cells>();
  readonly operations = new Map<string, Cells>();
  private readonly withAllFields = new Map<string, Cells>();

  accessLine(name: string, texts: readonly string[]): void {
    const cells = parseCells(name, texts);
    const [, bold, plain, rest = ''] = /^(?:\*\*(\w+)\*\*|(\w+)\.)(.*)$/.exec(name) ?? [];
    const type = bold ?? plain;
    if (type === undefined) throw new TypeError(`expected **Type** or Type. at the start of the line "${name}"`);
    if (bold !== undefined) this.types.set(type, cells);
    if (rest.trim() === '(all fields)') this.withAllFields.set(type, cells);
    else for (const field of namesIn(rest)) this.fields.set(`${type}.${field}`, cells);
  }

  /** Several operations may share a line; `own: a, b(first)` behind one that leads to an aggregate lists its fields. */
  operationLine(name: string, who: string): void {
    const operations = [...name.matchAll(/`([\w.]+)[^`]*`/g)].map(([, operation = '']) => operation);
    if (operations.length === 0) throw new TypeError(`expected operations in backquotes, found "${name}"`);
    const ofRoot = operations.filter((each) => !each.includes('.'));
    for (const operation of ofRoot) this.operations.set(operation, whoMay(who));
    const type = operations[0]!.split('.').map(capital).join('');
    const cells = this.withAllFields.get(type);
    if (cells) aggregateFields(who).forEach((field) => this.fields.set(`${type}.${field}`, cells));
  }
}

/** The lines of all tables in a string, without headings. */
function rowsOf(text: string): string[][] {
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    );
  return rows.filter((row, index) => !isRule(row) && !(rows[index + 1] && isRule(rows[index + 1]!)));
}

function isRule(row: readonly string[]): boolean {
  return row.every((cell) => /^-+$/.test(cell));
}

function parseCells(name: string, texts: readonly string[]): Cells {
  if (texts.length !== ROLES.length || !texts.every((text) => CELLS.includes(text))) {
    throw new TypeError(`expected four cells of yes, own, visit or nothing for ${name}, found "${texts.join('" "')}"`);
  }
  return Object.fromEntries(ROLES.map((role, index) => [role, texts[index]])) as unknown as Cells;
}

function namesIn(text: string): string[] {
  const names = text.replaceAll('`', ' ').trim().split(/\s+/);
  if (!names.every((name) => /^[a-z]\w*$/.test(name))) throw new TypeError(`expected names of fields, found "${text}"`);
  return names;
}

/** "everyone"; or roles, alone (`yes`), with "own", or with "a visit token": "GUEST, CUSTOMER", "own: GUEST, …", "SHOP_OWNER own". */
function whoMay(who: string): Cells {
  if (/^(everyone|anyone)\b/.test(who)) return ALWAYS;
  const named = ROLES.filter((role) => who.includes(role));
  if (named.length === 0) throw new TypeError(`expected everyone, anyone or roles, found "${who}"`);
  const cell: Cell = /\bown\b/.test(who) ? 'own' : /\bvisit token\b/.test(who) ? 'visit' : 'yes';
  return Object.fromEntries(ROLES.map((role) => [role, named.includes(role) ? cell : ''])) as unknown as Cells;
}

/** "own: total, topProducts(first), revenue per currency" → the names. */
function aggregateFields(who: string): string[] {
  const [, list = ''] = who.split(': ');
  return list.split(', ').map((each) => /^\w+/.exec(each)![0]);
}

function capital(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

function cellsOf(cell: Cell): Cells {
  return Object.fromEntries(ROLES.map((role) => [role, cell])) as unknown as Cells;
}
