import { describeEveryWay } from './everyWay';

describeEveryWay('all others');
