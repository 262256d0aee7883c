import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Stage } from '../../stages';
import { Firewall } from '../sockets/Firewall';

interface Props extends StackProps {
  readonly stage: Stage;
}

/** What CloudFront asks before it lets a request through. It has to be in us-east-1. */
export class FirewallStack extends Stack {
  readonly arn: string;
  /** How many it has refused. */
  readonly refused: cloudwatch.IMetric;

  constructor(scope: Construct, id: string, { stage, ...props }: Props) {
    super(scope, id, props);
    const { list, refused } = new Firewall(this, 'Firewall', {
      name: `fieldgate-${stage.name}-edge`,
      scope: 'CLOUDFRONT',
    });
    this.arn = list.attrArn;
    this.refused = refused;
  }
}
