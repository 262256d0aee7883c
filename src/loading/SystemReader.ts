import type { AttributePath } from '../storage/expressions';
import { fillKey, type KeyParams, type KeyTemplate } from '../storage/keys';
import type { Item } from '../storage/requests';
import type { TableReads } from './TableReads';

/** What a part of the system that acts for nobody reads: of each kind of item its attributes, and no others. */
export type SystemReads = Readonly<
  Record<string, { readonly key: KeyTemplate; readonly attributes: readonly AttributePath[] }>
>;

/** Reads for no caller, within what was declared. What it reads goes into no answer and no log. */
export class SystemReader {
  constructor(
    private readonly table: TableReads,
    private readonly declared: SystemReads,
  ) {}

  /** The declared attributes of the item; `null` where there is none. `params` may hold values of other keys as well. */
  async item(kind: string, params: KeyParams): Promise<Item | null> {
    const declared = this.declared[kind];
    if (!declared) throw new TypeError(`expected ${kind} to be declared for system reads`);
    const [item] = await this.table.read([fillKey(declared.key, params)], declared.attributes, { consistent: true });
    if (item instanceof Error) throw item;
    return item ?? null;
  }
}
