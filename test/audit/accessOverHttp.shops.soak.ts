import { describeEveryWay } from './everyWay';

describeEveryWay('Shop');
