import { describeEveryWay } from './everyWay';

describeEveryWay('Order');
