import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnOutput, Duration, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Domain, Stage } from '../../stages';
import { accessLogBucket, takesDeliveries } from '../accessLogBucket';
import type { EdgeKeys } from './EdgeKeys';
import { EDGE_KEY_HEADER } from '../../../src/transports/http/edgeHeaders';

export interface EdgeParts {
  readonly stage: Stage;
  readonly domain: Domain;
  readonly edgeKeys: EdgeKeys;
  /** The function's. */
  readonly gateway: apigateway.HttpApi;
  /** The tasks'. */
  readonly balancer: elb.ApplicationLoadBalancer;
  readonly firewallArn: string;
}

/** Connections that stay: sockets (`/graphql/socket`) and event streams (`/graphql/stream`). Everything else goes to the function. */
const OF_TASKS = '/graphql/*';
/** Of silence. Event streams say something every 12 s, sockets every 25 s; the function answers within 20 s. */
const SILENCE = Duration.seconds(60);
/**
 * All that CloudFront may keep. It keeps errors of GET for 10 s, 5xx even where the API says `no-store`, and with nothing kept otherwise a path alone tells
 * them apart: one caller's would be everybody's. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
 */
const ERRORS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];
/** Shorter than the load balancer, and API Gateway, keep an idle connection open: whoever closes must be the one that asks next. */
const KEEP_ALIVE = Duration.seconds(50);

/**
 * One name for everything: TLS, a firewall, and the way to the function or to the tasks by the path alone. It keeps nothing of what passes,
 * and tells the API where a client is and what name it asked for.
 */
export class EdgeStack extends Stack {
  readonly distributionId: string;
  /** Of the bucket for its access log, which `EdgeWatchStack` has written; `null` where none is kept. */
  readonly logBucketArn: string | null;

  constructor(
    scope: Construct,
    id: string,
    private readonly parts: EdgeParts & StackProps,
  ) {
    super(scope, id, { env: parts.env, description: parts.description });
    const distribution = this.createDistribution();
    // As they are read from another region, which names that the CDK makes up would have to be known for.
    this.distributionId = (distribution.node.defaultChild as cloudfront.CfnDistribution).attrId;
    this.logBucketArn = parts.stage.isKept ? this.createLogBucket() : null;
    this.name(distribution);
    new CfnOutput(this, 'Url', { value: `https://${parts.domain.name}/graphql` });
    new CfnOutput(this, 'DistributionName', { value: distribution.distributionDomainName });
  }

  private createDistribution(): cloudfront.Distribution {
    const { stage, domain, firewallArn } = this.parts;
    const says = this.sayWhoAsks();
    const distribution = new cloudfront.Distribution(this, 'Edge', {
      comment: `fieldgate-${stage.name}`,
      domainNames: [domain.name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      webAclId: firewallArn,
      defaultBehavior: {
        ...passing(says),
        origin: this.toFunction(),
        // API Gateway knows its own name alone.
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      },
      additionalBehaviors: {
        [OF_TASKS]: {
          ...passing(says),
          origin: this.toTasks(),
          // The certificate of the load balancer is for the name that clients ask for.
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER,
        },
      },
      errorResponses: ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    acknowledge(distribution, stage);
    return distribution;
  }

  private createLogBucket(): string {
    const bucket = takesDeliveries(accessLogBucket(this));
    return (bucket.node.defaultChild as s3.CfnBucket).attrArn;
  }

  private toFunction(): cloudfront.IOrigin {
    const { gateway } = this.parts;
    return new origins.HttpOrigin(`${gateway.apiId}.execute-api.${this.region}.${this.urlSuffix}`, {
      originId: 'function',
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
      customHeaders: this.key,
      readTimeout: SILENCE,
      keepaliveTimeout: KEEP_ALIVE,
    });
  }

  private toTasks(): cloudfront.IOrigin {
    const { balancer, stage } = this.parts;
    return origins.VpcOrigin.withApplicationLoadBalancer(balancer, {
      originId: 'tasks',
      vpcOriginName: `fieldgate-${stage.name}`,
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
      customHeaders: this.key,
      readTimeout: SILENCE,
      keepaliveTimeout: KEEP_ALIVE,
    });
  }

  private get key(): Record<string, string> {
    return { [EDGE_KEY_HEADER]: this.parts.edgeKeys.reference };
  }

  private sayWhoAsks(): cloudfront.Function {
    const source = readFileSync(join(__dirname, 'sayWhoAsks.js'), 'utf8');
    return new cloudfront.Function(this, 'SayWhoAsks', {
      comment: 'Takes requests for the one name, and tells the API where a client is.',
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(source.replace('THE_NAME', this.parts.domain.name)),
    });
  }

  private name(distribution: cloudfront.Distribution): void {
    const { name, hostedZoneId } = this.parts.domain;
    if (hostedZoneId === undefined) return;
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName: name });
    const target = route53.RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    new route53.ARecord(this, 'Name', { zone, recordName: `${name}.`, target });
    new route53.AaaaRecord(this, 'NameV6', { zone, recordName: `${name}.`, target });
  }
}

/** Whatever a client sends goes on to the API, and whatever that answers goes back; nothing is kept. */
function passing(says: cloudfront.Function): Omit<cloudfront.BehaviorOptions, 'origin'> {
  return {
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
    cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
    // Without caching it cannot; so the API compresses.
    compress: false,
    functionAssociations: [{ function: says, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
  };
}

function acknowledge(distribution: cloudfront.Distribution, { isKept }: Stage): void {
  const reasons = {
    'AwsSolutions-CFR1': 'Guests are wherever shops are: no country is shut out.',
    'AwsSolutions-CFR3': isKept
      ? 'Its access log is of the newer kind, which a delivery in us-east-1 makes: it can leave out queries.'
      : 'What is destroyed leaves nothing behind, and a bucket that holds a log cannot be destroyed.',
  };
  Validations.of(distribution).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })));
}
