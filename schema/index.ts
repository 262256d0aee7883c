import { Customer } from './Customer';
import { Order } from './Order';
import { Product } from './Product';
import { Shop } from './Shop';

export { callerRecords, secondFactorRecord } from './callerRecords';
export { lastReleasedAccess } from './lastRelease';
export { accessConfiguration } from './roles';
export { rootDescriptions } from './rootDescriptions';
export { USER_ERROR_HELP } from './userErrorHelp';
export { accessPatterns, rowPartitions, systemAccess, writeAccess } from './storeAccess';

/** Types that are reached through the interface `Node`. */
export const nodeTypes = [Customer, Order, Product, Shop];
