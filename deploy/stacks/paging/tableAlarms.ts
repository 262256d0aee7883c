import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { WatchedTable } from '../DataStack';
import type { Metrics, Pager } from './Pager';
import { sumOf } from './sumOf';

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);
/** Requests of a partition that is hot for a moment are tried again by whoever sent them. */
const THROTTLED_AT_LEAST = 10;
const FAILED_AT_LEAST = 5;
/**
 * What the API asks of a table. DynamoDB measures errors by table *and* operation: a metric of the table alone does not exist, and an
 * alarm on it never rings. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
const OPERATIONS = [
  dynamodb.Operation.GET_ITEM,
  dynamodb.Operation.BATCH_GET_ITEM,
  dynamodb.Operation.QUERY,
  dynamodb.Operation.PUT_ITEM,
  dynamodb.Operation.UPDATE_ITEM,
  dynamodb.Operation.DELETE_ITEM,
  dynamodb.Operation.TRANSACT_WRITE_ITEMS,
];

/** Wakes somebody where the table refuses or fails; returns what the dashboard shows of it, by title. */
export function watchTable(pager: Pager, { title, table, indexes }: WatchedTable): Metrics {
  const of = (metricName: string, statistic: string, period: Duration, more: Readonly<Record<string, string>> = {}) =>
    new cloudwatch.Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName, ...more },
      statistic,
      period,
    });
  const failed = sumOf(
    'Failed',
    FIVE_MINUTES,
    OPERATIONS.map((Operation) => of('SystemErrors', 'Sum', FIVE_MINUTES, { Operation })),
  );
  pager.alarm(`${title}Fails`, {
    metric: failed,
    threshold: FAILED_AT_LEAST,
    means: `DynamoDB itself fails (${title}).`,
  });
  // The table and its indexes are measured apart.
  const places = [{}, ...indexes.map((index) => ({ GlobalSecondaryIndexName: index }))];
  const throttled = sumOf(
    'Throttled',
    FIVE_MINUTES,
    places.flatMap((place) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) => of(name, 'Sum', FIVE_MINUTES, place)),
    ),
  );
  pager.alarm(`${title}Throttled`, {
    metric: throttled,
    threshold: THROTTLED_AT_LEAST,
    means: `Reads or writes of ${title} or its index are refused: a partition is too hot. See docs/operations.md, "A partition is throttled".`,
  });
  return {
    [`${title}: failed`]: failed,
    [`${title}: throttled`]: throttled,
    [`${title}: read units`]: of('ConsumedReadCapacityUnits', 'Sum', MINUTE),
    [`${title}: write units`]: of('ConsumedWriteCapacityUnits', 'Sum', MINUTE),
  };
}
