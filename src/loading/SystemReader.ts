import { typeNamed, type Model } from '../model/Model';
import type { AttributePath } from '../storage/expressions';
import { fillKey, type KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';
import type { TableReads } from './TableReads';

/** What a part of the system that acts for nobody reads: the attributes of each type, and no others. */
export type SystemReads = Readonly<Record<string, readonly AttributePath[]>>;

/** Reads for no caller, within what was declared. What it reads goes into no answer and no log. */
export class SystemReader {
  constructor(
    private readonly model: Model,
    private readonly table: TableReads,
    private readonly declared: SystemReads,
  ) {}

  /** The declared attributes of the item; `null` where there is none. */
  async item(typeName: string, params: KeyParams): Promise<Item | null> {
    const { stored } = typeNamed(this.model, typeName);
    const attributes = this.declared[typeName];
    if (!stored || !attributes) throw new TypeError(`expected ${typeName} to be declared for system reads`);
    const [item] = await this.table.read([fillKey(stored.key, params)], attributes, { consistent: true });
    if (item instanceof Error) throw item;
    return item ?? null;
  }
}
