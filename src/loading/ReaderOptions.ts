import type { Facts } from '../access/Rule';
import type { FieldModel, Model } from '../model/Model';
import type { Cursors } from '../storage/cursors';
import type { CallerFacts } from './CallerFacts';
import type { ReadTrace } from './ReadTrace';
import type { TableReads } from './TableReads';

/** What reading for the caller of one request takes. */
export interface ReaderOptions {
  readonly model: Model;
  readonly table: TableReads;
  readonly cursors: Cursors;
  readonly callerFacts: CallerFacts;
  readonly signal: AbortSignal | undefined;
  /** Told of each selected field that is known to be denied before its item is read; may throw to refuse the operation. */
  readonly onDeniedBeforeRead: (field: FieldModel, facts: Facts) => void;
  /** Called before each read is sent; may throw where the operation has been refused meanwhile. */
  readonly beforeRead: () => void;
  /** Told of a fault of the data that the answer does not tell of. */
  readonly report: (fault: Error) => void;
  /** Listens; `null` unless the answer is to be explained. */
  readonly trace?: ReadTrace | null;
}
