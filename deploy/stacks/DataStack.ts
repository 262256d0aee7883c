import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import type { Stage } from '../stages';

interface Props extends StackProps {
  readonly stage: Stage;
}

const TEXT = dynamodb.AttributeType.STRING;

/** The one table with its index, and the two small ones beside it. */
export class DataStack extends Stack {
  readonly table: dynamodb.Table;
  readonly rateLimits: dynamodb.Table;
  readonly changes: dynamodb.Table;
  /** Where images of the API are kept: before the first task that runs one. */
  readonly images: ecr.Repository;

  constructor(scope: Construct, id: string, { stage, ...props }: Props) {
    super(scope, id, props);
    const common = {
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      // AWS's own key for DynamoDB: its use is in CloudTrail, and no role needs rights on a key beside its rights on the table.
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: stage.isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    this.table = new dynamodb.Table(this, 'Table', {
      ...common,
      tableName: `fieldgate-${stage.name}`,
      partitionKey: { name: 'pk', type: TEXT },
      sortKey: { name: 'sk', type: TEXT },
      deletionProtection: true,
      timeToLiveAttribute: 'expiresAt',
      // Who reads it learns which item changed, and asks the table in the name of whoever is to hear of it.
      stream: dynamodb.StreamViewType.KEYS_ONLY,
      contributorInsightsSpecification: { enabled: true },
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'gsi1',
      partitionKey: { name: 'gsi1pk', type: TEXT },
      sortKey: { name: 'gsi1sk', type: TEXT },
      projectionType: dynamodb.ProjectionType.INCLUDE,
      nonKeyAttributes: ['category', 'available', 'status'],
    });
    // One item a caller and window. Counters of seconds: nothing to recover, yet the same rules for every table.
    this.rateLimits = new dynamodb.Table(this, 'RateLimits', {
      ...common,
      removalPolicy: RemovalPolicy.DESTROY,
      tableName: `fieldgate-${stage.name}-rate-limits`,
      partitionKey: { name: 'key', type: TEXT },
      timeToLiveAttribute: 'expire',
    });
    this.changes = new dynamodb.Table(this, 'Changes', {
      ...common,
      removalPolicy: RemovalPolicy.DESTROY,
      tableName: `fieldgate-${stage.name}-changes`,
      partitionKey: { name: 'pk', type: TEXT },
      sortKey: { name: 'sk', type: TEXT },
      timeToLiveAttribute: 'expiresAt',
    });
    this.images = new ecr.Repository(this, 'Images', {
      repositoryName: `fieldgate-${stage.name}`,
      imageScanOnPush: true,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      lifecycleRules: [{ maxImageCount: 20 }],
      removalPolicy: stage.isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
