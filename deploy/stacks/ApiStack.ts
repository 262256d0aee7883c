import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CfnOutput, Duration, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Stage } from '../stages';
import { apiEnvironment } from './apiEnvironment';
import type { EdgeKeys } from './edge/EdgeKeys';
import { OwnFunction } from './OwnFunction';
import { OwnLog } from './OwnLog';
import { POOL_OPERATIONS } from './poolOperations';
import { CallerRoles, derivedStatements } from './rolePolicies';
import { ANSWER_HEADERS, REQUEST_HEADERS } from '../../src/transports/http/crossOriginHeaders';

export interface ApiParts {
  readonly stage: Stage;
  readonly table: dynamodb.ITableV2;
  readonly rateLimits: dynamodb.ITableV2;
  readonly pool: cognito.UserPool;
  readonly client: cognito.UserPoolClient;
  readonly keys: secretsmanager.Secret;
  /** `null` where nothing stands in front of it. */
  readonly edgeKeys: EdgeKeys | null;
}

/** The gateway gives up after 30 s, the API after 10: its own answer comes first. */
const TIMEOUT = Duration.seconds(20);
/** The API as a function behind an HTTP API. */
export class ApiStack extends Stack {
  readonly function: OwnFunction;
  readonly gateway: apigateway.HttpApi;

  constructor(
    scope: Construct,
    id: string,
    { stage, table, rateLimits, pool, client, keys, edgeKeys, ...props }: ApiParts & StackProps,
  ) {
    super(scope, id, props);
    const parts = { stage, table, rateLimits, pool, client, keys, edgeKeys };
    this.function = this.createFunction(parts);
    this.grant(parts);
    this.gateway = this.createGateway(stage);
    new CfnOutput(this, 'FunctionName', { value: this.function.lambda.functionName });
    new CfnOutput(this, 'Url', { value: `${this.gateway.apiEndpoint}/graphql` });
  }

  private createFunction(parts: ApiParts): OwnFunction {
    const { stage, keys, edgeKeys } = parts;
    // The pool's keys as they were when this was deployed; see docs/operations.md.
    const keySet = join(__dirname, `../jwks.${stage.name}.json`);
    return new OwnFunction(this, 'Api', {
      stage,
      bundle: 'api',
      description: 'The API.',
      // More memory is more processor: 1,769 MB are one whole.
      memoryMb: 1769,
      timeout: TIMEOUT,
      concurrency: stage.concurrency.reserved,
      files: existsSync(keySet) ? { 'jwks.json': keySet } : {},
      environment: {
        ...apiEnvironment(parts),
        KEYS_SECRET_ARN: keys.secretArn,
        ...edgeKeys?.arns,
        ASSUME_ROLE_PER_ROLE: 'on',
        ROLE_ARN_PREFIX: this.formatArn({
          service: 'iam',
          region: '',
          resource: 'role',
          resourceName: `fieldgate-${stage.name}-`,
        }),
        TRUSTED_DOCUMENTS_FILE: '/var/task/trusted-documents.json',
      },
    });
  }

  private grant({ stage, table, rateLimits, pool, keys, edgeKeys }: ApiParts): void {
    const { role } = this.function;
    keys.grantRead(role);
    edgeKeys?.grantRead(role);
    for (const statement of derivedStatements('server', table.tableArn)) role.addToPolicy(statement);
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['dynamodb:UpdateItem'],
        resources: [rateLimits.tableArn],
      }),
    );
    role.addToPolicy(new iam.PolicyStatement({ actions: POOL_OPERATIONS, resources: [pool.userPoolArn] }));
    const callers = new CallerRoles(this, 'Callers', { stage: stage.name, tableArn: table.tableArn, by: role });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['sts:AssumeRole', 'sts:TagSession'],
        resources: callers.roles.map(({ roleArn }) => roleArn),
      }),
    );
  }

  private createGateway(stage: Stage): apigateway.HttpApi {
    const gateway = new apigateway.HttpApi(this, 'Gateway', {
      apiName: `fieldgate-${stage.name}`,
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...stage.corsOrigins],
        allowCredentials: true,
        allowMethods: [apigateway.CorsHttpMethod.GET, apigateway.CorsHttpMethod.POST],
        allowHeaders: REQUEST_HEADERS,
        exposeHeaders: ANSWER_HEADERS,
        maxAge: Duration.minutes(10),
      },
    });
    const integration = new integrations.HttpLambdaIntegration('Function', this.function.lambda, { timeout: TIMEOUT });
    const [route] = gateway.addRoutes({ path: '/{proxy+}', methods: [apigateway.HttpMethod.ANY], integration });
    if (route)
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Guests are callers, too. Who asks is found out by the API, which refuses bad credentials itself, by rules that are tested for every field.',
      });
    this.addStage(gateway, stage);
    return gateway;
  }

  private addStage(gateway: apigateway.HttpApi, stage: Stage): void {
    const log = new OwnLog(this, 'AccessLog', stage).group;
    // No address, no path with a query, no header: what stands in the API's own log may stand here.
    const format = {
      requestId: '$context.requestId',
      method: '$context.httpMethod',
      route: '$context.routeKey',
      status: '$context.status',
      bytes: '$context.responseLength',
      milliseconds: '$context.responseLatency',
      functionMilliseconds: '$context.integrationLatency',
      error: '$context.error.responseType',
    };
    new apigateway.CfnStage(this, 'Stage', {
      apiId: gateway.apiId,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: stage.requestsPerSecond, throttlingBurstLimit: stage.burst },
      accessLogSettings: { destinationArn: log.logGroupArn, format: JSON.stringify(format) },
    });
  }
}
