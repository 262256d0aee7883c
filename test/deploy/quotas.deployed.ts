import { metricsOf } from './CloudWatch';
import { countOf, sizeOf, texts } from './sizes';
import { ofType, RESOURCES, TEMPLATES } from './templates';

/*
 * AWS's documented limits, each with its source, against what the templates ask for: what is beyond one is refused in the middle
 * of a deployment, or when the account is full.
 */

/** What a role can do by policies that stand in it, all of them together. */
function inlinePolicies(): (readonly [string, number])[] {
  const of = new Map<string, number>();
  for (const { Properties } of ofType('AWS::IAM::Policy'))
    for (const role of Properties.Roles as { Ref: string }[])
      of.set(role.Ref, (of.get(role.Ref) ?? 0) + sizeOf(Properties.PolicyDocument));
  for (const { id, Properties } of ofType('AWS::IAM::Role'))
    for (const policy of (Properties.Policies ?? []) as { PolicyDocument: unknown }[])
      of.set(id, (of.get(id) ?? 0) + sizeOf(policy.PolicyDocument));
  return [...of];
}

const environments = ofType('AWS::Lambda::Function').map(
  ({ id, Properties }) => [id, sizeOf(Properties.Environment?.Variables ?? {})] as const,
);
const containers = ofType('AWS::ECS::TaskDefinition').map(({ id, Properties }) => [id, sizeOf(Properties)] as const);
const filters = ofType('AWS::Logs::MetricFilter').map(({ Properties }) => JSON.stringify(Properties.LogGroupName));
const filtersByLog = [...new Set(filters)].map((log) => [log, filters.filter((each) => each === log).length] as const);
const capacityUnits = ofType('AWS::WAFv2::WebACL').map(({ id, Properties }) => {
  // https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-ip-rep.html and …-baseline.html; a rate rule is 2.
  const units: Readonly<Record<string, number>> = {
    AWSManagedRulesAmazonIpReputationList: 25,
    AWSManagedRulesKnownBadInputsRuleSet: 200,
    TooFast: 2,
  };
  const names = (Properties.Rules as { Name: string }[]).map(({ Name }) => Name);
  return [id, names.reduce((sum, name) => sum + (units[name] ?? Infinity), 0)] as const;
});

interface Timeouts {
  readonly OriginReadTimeout: number;
  readonly OriginKeepaliveTimeout: number;
}

interface Origin {
  readonly Id: string;
  readonly OriginCustomHeaders: readonly unknown[];
  readonly CustomOriginConfig?: Timeouts;
  readonly VpcOriginConfig?: Timeouts;
}

interface Distribution {
  readonly Aliases: readonly string[];
  readonly CacheBehaviors: readonly unknown[];
  readonly Comment: string;
  readonly Origins: readonly Origin[];
}

const distributions = ofType('AWS::CloudFront::Distribution').map(({ id, Properties }) => ({
  ...(Properties.DistributionConfig as Distribution),
  id,
}));
const ofDistributions = (count: (distribution: Distribution) => number) =>
  distributions.map((each) => [each.id, count(each)] as const);
const ofOrigins = (count: (origin: Origin) => number) =>
  distributions.flatMap(({ Origins }) => Origins.map((origin) => [origin.Id, count(origin)] as const));
const timeout = (name: keyof Timeouts) =>
  ofOrigins((origin) => (origin.CustomOriginConfig ?? origin.VpcOriginConfig)?.[name] ?? NaN);
/** AWS's list of CloudFront's addresses counts for so many rules. https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html */
const RULES_OF_A_LIST = 55;
const rulesByGroup = ofType('AWS::EC2::SecurityGroup').map(({ id, Properties }) => {
  const rules = [
    ...((Properties.SecurityGroupIngress ?? []) as { SourcePrefixListId?: string }[]),
    ...ofType('AWS::EC2::SecurityGroupIngress')
      .filter((each) => JSON.stringify(each.Properties.GroupId).includes(`"${id}"`))
      .map((each) => each.Properties as { SourcePrefixListId?: string }),
  ];
  return [
    id,
    rules.reduce((sum, { SourcePrefixListId: list }) => sum + (list === undefined ? 1 : RULES_OF_A_LIST), 0),
  ] as const;
});

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';
const CLOUDFORMATION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';
const CLOUDWATCH = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html';
const ALARMS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html';
const LOGS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';
const GATEWAY = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html';
const COGNITO = 'https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html';
const WAF = 'https://docs.aws.amazon.com/waf/latest/developerguide/limits.html';
const CLOUDFRONT = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html';
const VPC = 'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html';
const ECS = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html';

/** What is limited, to how much, by which page, and how much we have of it where. */
const QUOTAS: readonly (readonly [string, number, string, readonly (readonly [string, number])[]])[] = [
  ['bytes of a template', 1_000_000, CLOUDFORMATION, TEMPLATES.map(({ stack, text }) => [stack, text.length])],
  [
    'resources of a stack',
    500,
    CLOUDFORMATION,
    TEMPLATES.map(({ stack, Resources }) => [stack, Object.keys(Resources).length]),
  ],
  [
    'outputs of a stack',
    200,
    CLOUDFORMATION,
    TEMPLATES.map(({ stack, Outputs = {} }) => [stack, Object.keys(Outputs).length]),
  ],
  [
    'characters of a managed policy',
    6144,
    IAM,
    ofType('AWS::IAM::ManagedPolicy').map(({ id, Properties }) => [id, sizeOf(Properties.PolicyDocument)]),
  ],
  ['characters of a role’s inline policies', 10_240, IAM, inlinePolicies()],
  [
    'managed policies of a role',
    10,
    IAM,
    ofType('AWS::IAM::Role').map(({ id, Properties }) => [id, (Properties.ManagedPolicyArns ?? []).length]),
  ],
  ['roles of an account', 1000, IAM, countOf('AWS::IAM::Role')],
  ['managed policies of an account', 1500, IAM, countOf('AWS::IAM::ManagedPolicy')],
  ['characters of a role’s name', 64, IAM, texts('AWS::IAM::Role', 'RoleName')],
  [
    'characters of who may assume a role',
    2048,
    IAM,
    ofType('AWS::IAM::Role').map(({ id, Properties }) => [id, sizeOf(Properties.AssumeRolePolicyDocument)]),
  ],
  ['bytes of a function’s variables', 4096, LAMBDA, environments],
  [
    'characters of a function’s description',
    256,
    'https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html',
    texts('AWS::Lambda::Function', 'Description'),
  ],
  [
    'seconds of a function',
    900,
    LAMBDA,
    ofType('AWS::Lambda::Function').map(({ id, Properties }) => [id, Properties.Timeout]),
  ],
  [
    'milliseconds that a gateway waits',
    30_000,
    GATEWAY,
    ofType('AWS::ApiGatewayV2::Integration').map(({ id, Properties }) => [id, Properties.TimeoutInMillis]),
  ],
  [
    'indexes of a table',
    20,
    DYNAMODB,
    ofType('AWS::DynamoDB::GlobalTable').map(({ id, Properties }) => [
      id,
      (Properties.GlobalSecondaryIndexes ?? []).length,
    ]),
  ],
  [
    'attributes that a table’s indexes hold',
    100,
    DYNAMODB,
    ofType('AWS::DynamoDB::GlobalTable').map(({ id, Properties }) => [
      id,
      ((Properties.GlobalSecondaryIndexes ?? []) as { Projection: { NonKeyAttributes?: string[] } }[]).reduce(
        (sum, { Projection }) => sum + (Projection.NonKeyAttributes ?? []).length,
        0,
      ),
    ]),
  ],
  [
    'metrics of an alarm',
    10,
    CLOUDWATCH,
    ofType('AWS::CloudWatch::Alarm').map(({ id, Properties }) => [id, metricsOf(Properties).length]),
  ],
  ['characters of an alarm’s description', 1024, ALARMS, texts('AWS::CloudWatch::Alarm', 'AlarmDescription')],
  [
    'seconds that an alarm looks back, where a period is shorter than an hour',
    86_400,
    ALARMS,
    ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => (Properties.Period ?? 0) < 3600)
      .map(({ id, Properties }) => [id, Properties.EvaluationPeriods * (Properties.Period ?? 300)]),
  ],
  ['filters of a log', 100, LOGS, filtersByLog],
  [
    'characters of a filter',
    1024,
    'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html',
    texts('AWS::Logs::MetricFilter', 'FilterPattern'),
  ],
  [
    'attributes of our own in a user pool',
    50,
    COGNITO,
    ofType('AWS::Cognito::UserPool').map(({ id, Properties }) => [
      id,
      Properties.Schema.filter(({ Name }: { Name: string }) => Name !== 'email').length,
    ]),
  ],
  ['rule units of a firewall', 1500, WAF, capacityUnits],
  ['bytes of a task’s definition', 65_536, ECS, containers],
  [
    'characters of a firewall’s answer of its own',
    4096,
    WAF,
    ofType('AWS::WAFv2::WebACL').map(({ id, Properties }) => [id, sizeOf(Properties.CustomResponseBodies)]),
  ],
  ['rules by which a security group lets in', 60, VPC, rulesByGroup],
  ['names of a distribution', 100, CLOUDFRONT, ofDistributions(({ Aliases }) => Aliases.length)],
  ['ways of a distribution', 75, CLOUDFRONT, ofDistributions(({ CacheBehaviors }) => CacheBehaviors.length + 1)],
  ['origins of a distribution', 100, CLOUDFRONT, ofDistributions(({ Origins }) => Origins.length)],
  ['headers of its own to an origin', 30, CLOUDFRONT, ofOrigins((origin) => origin.OriginCustomHeaders.length)],
  [
    'characters of such a header',
    1783,
    CLOUDFRONT,
    ofType('AWS::SecretsManager::Secret').map(({ id, Properties }) => [
      id,
      Properties.GenerateSecretString?.PasswordLength ?? 0,
    ]),
  ],
  ['seconds that CloudFront waits for an origin', 120, CLOUDFRONT, timeout('OriginReadTimeout')],
  ['seconds that it keeps a connection', 120, CLOUDFRONT, timeout('OriginKeepaliveTimeout')],
  ['VPC origins of an account', 25, CLOUDFRONT, countOf('AWS::CloudFront::VpcOrigin')],
  ['bytes of a function of CloudFront', 10_240, CLOUDFRONT, texts('AWS::CloudFront::Function', 'FunctionCode')],
  [
    'characters of a comment at CloudFront',
    128,
    'https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html',
    ofDistributions(({ Comment }) => Comment.length),
  ],
  [
    'characters of a delivery source’s name',
    60,
    'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html',
    texts('AWS::Logs::DeliverySource', 'Name'),
  ],
];

test.each(QUOTAS)('%s: at most %d (%s)', (_, atMost, source, found) => {
  expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(([, count]) => !(count <= atMost))).toEqual([]);
});

/** Where a name of ours stands, and why it may: a resource whose name is given cannot be replaced by one of that name. */
const NAMED: Readonly<Record<string, string>> = {
  RoleName:
    'the function makes the ARNs of callers’ roles by their names; nothing but a name or a path replaces a role',
  EmailIdentity: 'it is a domain, of which there is one',
  DashboardName: 'people look for it; nothing but a name replaces a dashboard',
};
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-use-names.html */
const NAME_OF_TYPE =
  /^(?:(?:Table|Role|Function|Topic|Queue|Bucket|Repository|Cluster|Service|LogGroup|Alarm|Dashboard|ManagedPolicy|Group|DB\w*)Name|Name|ReplicationGroupId|CacheSubnetGroupName|EmailIdentity)$/;
/** Names within something else, and names that need not be the only ones. */
const NOT_PHYSICAL = new Set([
  ...[
    'AWS::ApiGatewayV2::Api',
    'AWS::Cognito::UserPoolGroup',
    'AWS::IAM::Policy',
    'AWS::IAM::ManagedPolicy',
    'AWS::EC2::VPCEndpoint',
  ],
  // A record is the name itself; a function of CloudFront has to have one, and is changed in its place.
  ...['AWS::Route53::RecordSet', 'AWS::CloudFront::Function'],
  // So do these, of a distribution and a bucket that nothing replaces.
  ...['AWS::Logs::DeliverySource', 'AWS::Logs::DeliveryDestination'],
]);

/** A string of ours, or one that has something of ours in it; not what something else is called. */
const isWritten = (value: unknown) => typeof value === 'string' || /"Fn::(Join|Sub)"/.test(JSON.stringify(value));

test('nothing is named so that it cannot be replaced', () => {
  const named = RESOURCES.filter(({ Type }) => !NOT_PHYSICAL.has(Type)).flatMap(({ id, Properties }) =>
    Object.entries(Properties)
      .filter(([property, value]) => NAME_OF_TYPE.test(property) && isWritten(value))
      .map(([property]) => [id, property] as const),
  );
  expect(named.filter(([, property]) => !(property in NAMED))).toEqual([]);
  expect(new Set(named.map(([, property]) => property))).toEqual(new Set(Object.keys(NAMED)));
});

test('no stack keeps another one’s resources from being replaced', () => {
  for (const { stack, text } of TEMPLATES) expect([stack, /ImportValue|"Export"/.test(text)]).toEqual([stack, false]);
});
