import { describeEveryWay } from './everyWay';

describeEveryWay('Product');
