import { OUT_OF_ORDER, refusal, THROTTLED } from '../support/faultPatterns';
import {
  asked,
  byBoth,
  DENIED,
  failing,
  measured,
  throttled,
  whenAProcessEnds,
  whenAskedTooFast,
  whenNoCarrierTakesIt,
  whenRedisIsAway,
  whenRolesAreRefused,
  whenTheKeyIsNotKnown,
  whenTheStreamIsOff,
  whileStore,
  type Injection,
} from './injections';

/** What fails, and whom it wakes. */
export interface Failure {
  readonly failure: string;
  readonly inject: Injection;
  /** By the names of alarms. */
  readonly pages: readonly string[];
  /** For how many minutes it goes on like that; five unless told. */
  readonly minutes?: number;
}

const FUNCTION = { FunctionName: 'RefApiFunction' };
const BALANCER = { LoadBalancer: 'Balancer' };
const TARGETS = { ...BALANCER, TargetGroup: 'TasksGroup' };
const SERVICE = { ClusterName: 'TasksCluster', ServiceName: 'TasksService' };
const REDIS = { CacheClusterId: '-001' };
const EDGE = { DistributionId: 'Edge', Region: 'Global' };
const SOMEWHERE_ELSE = 'nothing: another task answers';

export const FAILURES: readonly Failure[] = [
  {
    failure: 'The table throttles every call',
    inject: whileStore(THROTTLED, throttled),
    pages: [...byBoth('Failed'), 'TableThrottled'],
  },
  {
    failure: 'DynamoDB answers every call with 500',
    inject: whileStore(OUT_OF_ORDER, failing),
    pages: [...byBoth('Failed'), 'TableFails'],
  },
  { failure: 'Nobody answers at the table’s address', inject: whileStore('reset'), pages: byBoth('Failed') },
  {
    failure: 'Something else than DynamoDB answers',
    inject: whileStore({ status: 200, type: 'text/html', text: '<html>proxy</html>' }),
    pages: byBoth('Failed'),
  },
  {
    failure: 'A policy refuses what the rules let through',
    inject: whileStore(refusal(400, 'AccessDeniedException')),
    pages: byBoth('Failed', 'RefusedByAws'),
  },
  { failure: 'STS refuses the role of a caller', inject: whenRolesAreRefused, pages: byBoth('Failed', 'RefusedByAws') },
  { failure: 'DynamoDB throttles one call', inject: whileStore(THROTTLED, throttled, 1), pages: [] },
  {
    failure: 'A caller asks for what they may not see',
    inject: async (scene) => asked(scene, { query: DENIED, headers: await scene.api.customer1() }),
    pages: [],
  },
  { failure: 'A caller asks too fast', inject: whenAskedTooFast, pages: [] },
  {
    failure: 'CloudFront sends a key that the API does not know',
    inject: whenTheKeyIsNotKnown,
    pages: ['EdgeRefuses'],
  },
  {
    failure: 'A fault of ours that nothing catches',
    inject: async (scene) => whenAProcessEnds(scene, 'faultOnSignal.cjs', { FAULT: 'exception' }),
    pages: ['TaskDied'],
  },
  {
    failure: 'The event loop of a task stands still',
    inject: async (scene) =>
      whenAProcessEnds(scene, 'stallOnSignal.cjs', { STALL: 'pattern', MAX_EVENT_LOOP_STALL_SECONDS: '1' }),
    pages: ['TaskStoodStill'],
  },
  { failure: 'The table’s stream is off', inject: whenTheStreamIsOff, pages: ['TaskChangesMissed'] },
  { failure: 'Redis is away for minutes', inject: whenRedisIsAway, pages: ['TaskChangesTroubled'] },
  {
    failure: 'No carrier takes a notification',
    inject: whenNoCarrierTakesIt,
    pages: ['TaskNoticeGivenUp'],
    minutes: 0,
  },
  {
    failure: 'The function cannot start',
    inject: measured(
      'HTTP 5xx by the gateway',
      ['AWS/Lambda', 'Errors', 5, FUNCTION],
      ['AWS/ApiGateway', '5xx', 5, { ApiId: 'RefGateway' }],
    ),
    pages: ['FunctionErrors', 'ServerErrors'],
  },
  {
    failure: 'More functions at once than there may be',
    inject: measured(
      'HTTP 5xx by the gateway',
      ['AWS/Lambda', 'Throttles', 5, FUNCTION],
      ['AWS/Lambda', 'ConcurrentExecutions', 10],
      ['AWS/ApiGateway', '5xx', 5, { ApiId: 'RefGateway' }],
    ),
    pages: ['NearlyThrottled', 'ServerErrors', 'Throttled'],
  },
  {
    failure: 'Answers take two seconds',
    inject: measured(
      'late answers',
      ['AWS/ApiGateway', 'Latency', 2000, { ApiId: 'RefGateway' }],
      ['AWS/ApplicationELB', 'TargetResponseTime', 2, BALANCER],
    ),
    pages: ['Slow', 'TasksSlow'],
    minutes: 15,
  },
  {
    failure: 'The index throttles writes',
    inject: measured('late answers', [
      'AWS/DynamoDB',
      'WriteThrottleEvents',
      10,
      { TableName: 'RefTable', GlobalSecondaryIndexName: 'gsi1' },
    ]),
    pages: ['TableThrottled'],
  },
  {
    failure: 'The table of rate limits throttles and fails',
    inject: measured(
      'nothing: each instance counts for itself',
      ['AWS/DynamoDB', 'WriteThrottleEvents', 10, { TableName: 'RefRateLimits' }],
      ['AWS/DynamoDB', 'SystemErrors', 5, { TableName: 'RefRateLimits', Operation: 'UpdateItem' }],
    ),
    pages: ['RateLimitsFails', 'RateLimitsThrottled'],
  },
  {
    failure: 'The table of leases throttles and fails',
    inject: measured(
      'late events',
      ['AWS/DynamoDB', 'WriteThrottleEvents', 10, { TableName: 'RefChanges' }],
      ['AWS/DynamoDB', 'SystemErrors', 5, { TableName: 'RefChanges', Operation: 'UpdateItem' }],
    ),
    pages: ['ChangesFails', 'ChangesThrottled'],
  },
  {
    failure: 'Keys are not rotated',
    inject: measured('nothing', ['AWS/Lambda', 'Errors', 1, { FunctionName: 'RefRotationFunction' }]),
    pages: ['KeysNotRotated'],
  },
  {
    failure: 'Tasks are not started anew',
    inject: measured('nothing yet', ['AWS/Scheduler', 'TargetErrorCount', 1, { ScheduleGroup: 'default' }]),
    pages: ['NotRestarted'],
  },
  {
    failure: 'Whoever confirms does not become a customer',
    inject: measured('fields are denied to a customer', [
      'AWS/Lambda',
      'Errors',
      1,
      { FunctionName: 'RefPostConfirmationFunction' },
    ]),
    pages: ['NoCustomerMade'],
  },
  {
    failure: 'Cognito’s quota is used up',
    inject: measured('a sign-in is answered with `TRY_AGAIN`', [
      'AWS/Cognito',
      'SignInThrottles',
      5,
      { UserPool: 'RefPool', UserPoolClient: 'RefPoolApps' },
    ]),
    pages: ['SignInThrottled'],
  },
  {
    failure: 'Mail comes back, or is called spam',
    inject: measured(
      'no mail, once AWS stops it',
      ['AWS/SES', 'Reputation.BounceRate', 0.06],
      ['AWS/SES', 'Reputation.ComplaintRate', 0.002],
    ),
    pages: ['MailBounces', 'MailComplaints'],
  },
  {
    failure: 'A task is missing',
    inject: measured(SOMEWHERE_ELSE, ['ECS/ContainerInsights', 'RunningTaskCount', 1, SERVICE]),
    pages: ['TasksMissing'],
  },
  {
    failure: 'A task is not well, and is not replaced',
    inject: measured(SOMEWHERE_ELSE, ['AWS/ApplicationELB', 'UnHealthyHostCount', 1, TARGETS]),
    pages: ['UnhealthyTask'],
    minutes: 10,
  },
  {
    failure: 'No task is well',
    inject: measured(
      'HTTP 503 by the load balancer',
      ['AWS/ApplicationELB', 'HealthyHostCount', 0, TARGETS],
      ['AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count', 5, BALANCER],
    ),
    pages: ['NoTask', 'TaskErrors'],
  },
  {
    failure: 'As many tasks as there may be are overloaded',
    inject: measured(
      'late answers',
      ['AWS/ECS', 'CPUUtilization', 90, SERVICE],
      ['AWS/ECS', 'MemoryUtilization', 90, SERVICE],
    ),
    pages: ['TasksBusy', 'TasksFull'],
    minutes: 10,
  },
  {
    failure: 'Redis is overloaded, full, or its replica is behind',
    inject: measured(
      'late events',
      ['AWS/ElastiCache', 'EngineCPUUtilization', 90, REDIS],
      ['AWS/ElastiCache', 'DatabaseMemoryUsagePercentage', 90, REDIS],
      ['AWS/ElastiCache', 'ReplicationLag', 20, REDIS],
    ),
    pages: ['RedisBehind', 'RedisBusy', 'RedisFull'],
    minutes: 15,
  },
  {
    failure: 'The certificate is not renewed',
    inject: measured('nothing yet', ['AWS/CertificateManager', 'DaysToExpiry', 20, { CertificateArn: 'eu-central-1' }]),
    pages: ['CertificateEnds'],
  },
  {
    failure: 'The certificate of the edge is not renewed',
    inject: measured('nothing yet', ['AWS/CertificateManager', 'DaysToExpiry', 20, { CertificateArn: 'us-east-1' }]),
    pages: ['EdgeCertificateEnds'],
  },
  {
    failure: 'CloudFront does not reach the gateway or the tasks',
    inject: measured(
      'HTTP 502 or 504 by CloudFront',
      ['AWS/CloudFront', 'Requests', 50, EDGE],
      ['AWS/CloudFront', '5xxErrorRate', 10, EDGE],
    ),
    pages: ['EdgeErrors'],
  },
  {
    failure: 'The firewall refuses most requests',
    inject: measured(
      'HTTP 403, or 429 `RATE_LIMITED`, by the firewall',
      ['AWS/CloudFront', 'Requests', 1000, EDGE],
      ['AWS/CloudFront', '4xxErrorRate', 80, EDGE],
      ['AWS/WAFV2', 'BlockedRequests', 800, { WebACL: 'fieldgate-prod-edge', Rule: 'ALL' }],
    ),
    pages: ['EdgeRefuses', 'FirewallRefuses'],
    minutes: 15,
  },
];
