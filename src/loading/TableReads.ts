import type { Table } from '../storage/Table';

/** The reading half of a table. */
export type TableReads = Pick<Table, 'read' | 'query'>;
