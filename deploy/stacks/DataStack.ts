import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import { removalOf, type Stage } from '../stages';

interface Props extends StackProps {
  readonly stage: Stage;
}

/** A table, and the names of its indexes. */
export interface WatchedTable {
  /** On the dashboard, and of its alarms. */
  readonly title: string;
  readonly table: dynamodb.ITableV2;
  readonly indexes: readonly string[];
}

const INDEX = 'gsi1';
const TEXT = dynamodb.AttributeType.STRING;

/** The one table with its index, and the two small ones beside it. None has a name of ours: what is named cannot be replaced. */
export class DataStack extends Stack {
  /** That of this stack, or the one that was restored and has taken its place. */
  readonly table: dynamodb.ITableV2;
  readonly rateLimits: dynamodb.TableV2;
  readonly changes: dynamodb.TableV2;
  /** Where images of the API are kept: before the first task that runs one. */
  readonly images: ecr.Repository;

  constructor(scope: Construct, id: string, { stage, ...props }: Props) {
    super(scope, id, props);
    const own = this.createTable(stage);
    this.table = stage.restoredTable ? this.restored(stage.restoredTable) : own;
    // One item a caller and window. Counters of seconds: nothing to recover, yet the same rules for every table.
    this.rateLimits = new dynamodb.TableV2(this, 'RateLimits', {
      ...COMMON,
      removalPolicy: RemovalPolicy.DESTROY,
      partitionKey: { name: 'key', type: TEXT },
      timeToLiveAttribute: 'expire',
    });
    this.changes = new dynamodb.TableV2(this, 'Changes', {
      ...COMMON,
      removalPolicy: RemovalPolicy.DESTROY,
      partitionKey: { name: 'pk', type: TEXT },
      sortKey: { name: 'sk', type: TEXT },
      timeToLiveAttribute: 'expiresAt',
    });
    this.images = new ecr.Repository(this, 'Images', {
      imageScanOnPush: true,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      // An image with a tag may be one that runs, however many were pushed since.
      lifecycleRules: [{ tagStatus: ecr.TagStatus.UNTAGGED, maxImageAge: Duration.days(14) }],
      removalPolicy: removalOf(stage),
      emptyOnDelete: !stage.isKept,
    });
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'ImagesUri', { value: this.images.repositoryUri });
  }

  private createTable(stage: Stage): dynamodb.TableV2 {
    return new dynamodb.TableV2(this, 'Table', {
      ...COMMON,
      partitionKey: { name: 'pk', type: TEXT },
      sortKey: { name: 'sk', type: TEXT },
      deletionProtection: stage.isKept,
      removalPolicy: removalOf(stage),
      timeToLiveAttribute: 'expiresAt',
      // Who reads it learns which item changed, and asks the table in the name of whoever is to hear of it.
      dynamoStream: dynamodb.StreamViewType.KEYS_ONLY,
      // Which key was throttled is what an alarm asks. To count what is accessed as well, AWS asks for each item read or written, as much again as for the reads of a page.
      contributorInsightsSpecification: { enabled: true, mode: dynamodb.ContributorInsightsMode.THROTTLED_KEYS },
      globalSecondaryIndexes: [
        {
          indexName: INDEX,
          partitionKey: { name: 'gsi1pk', type: TEXT },
          sortKey: { name: 'gsi1sk', type: TEXT },
          projectionType: dynamodb.ProjectionType.INCLUDE,
          nonKeyAttributes: ['category', 'available', 'status'],
        },
      ],
    });
  }

  private restored({ name, streamArn }: NonNullable<Stage['restoredTable']>): dynamodb.ITableV2 {
    return dynamodb.TableV2.fromTableAttributes(this, 'RestoredTable', {
      tableName: name,
      tableStreamArn: streamArn,
      globalIndexes: [INDEX],
    });
  }

  /** For whoever watches over them. */
  get watched(): readonly WatchedTable[] {
    return [
      { title: 'Table', table: this.table, indexes: [INDEX] },
      { title: 'RateLimits', table: this.rateLimits, indexes: [] },
      { title: 'Changes', table: this.changes, indexes: [] },
    ];
  }
}

const COMMON = {
  billing: dynamodb.Billing.onDemand(),
  // AWS's own key for DynamoDB: its use is in CloudTrail, and no role needs rights on a key beside its rights on the table.
  encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
} satisfies Partial<dynamodb.TablePropsV2>;
