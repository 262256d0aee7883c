import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { removalOf, type Stage } from '../stages';

/** A log that outlives its stack where the stage is kept: what happened is asked for after something was removed, too. */
export class OwnLog extends Construct {
  readonly group: logs.LogGroup;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.group = new logs.LogGroup(this, 'Group', {
      retention: stage.logDays === 365 ? logs.RetentionDays.ONE_YEAR : logs.RetentionDays.ONE_MONTH,
      removalPolicy: removalOf(stage),
    });
  }
}
