import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/**
 * Requests from one address within five minutes. A shop's guests share an address, so it is far above what people do; the API itself
 * limits callers by what they ask for.
 */
const REQUESTS_PER_ADDRESS = 10_000;
/**
 * AWS's own lists. Not its common rules: they refuse bodies of more than 8 kB and what looks like HTML, and trusted documents and
 * descriptions of products are both. https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
const LISTS = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'];
/** As the API answers whoever is too fast; see docs/contract.md. */
const TOO_FAST = {
  errors: [
    {
      message: 'Too many requests from this address. Try again in five minutes.',
      extensions: { code: 'RATE_LIMITED' },
    },
  ],
};

interface Props {
  /** Of its metrics, which are of the whole account. */
  readonly name: string;
  /** `CLOUDFRONT` takes a stack in us-east-1. */
  readonly scope: 'REGIONAL' | 'CLOUDFRONT';
}

/** Keeps off what no limit of the API's own can: floods of so many requests that to refuse them is work, too. */
export class Firewall extends Construct {
  /** How many it has refused, within five minutes. */
  readonly refused: cloudwatch.Metric;
  readonly list: wafv2.CfnWebACL;

  constructor(construct: Construct, id: string, { name, scope }: Props) {
    super(construct, id);
    this.list = new wafv2.CfnWebACL(this, 'List', {
      scope,
      defaultAction: { allow: {} },
      visibilityConfig: visible(name),
      customResponseBodies: {
        tooFast: { contentType: 'APPLICATION_JSON', content: JSON.stringify(TOO_FAST) },
      },
      rules: [...LISTS.map(managed), tooFast(LISTS.length)],
    });
    this.refused = new cloudwatch.Metric({
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      // What is of CloudFront is measured in us-east-1, without a region.
      dimensionsMap: { WebACL: name, Rule: 'ALL', ...(scope === 'REGIONAL' && { Region: Stack.of(this).region }) },
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
  }

  /** For what is of a region; a distribution names its list itself. */
  protect(resourceArn: string): void {
    new wafv2.CfnWebACLAssociation(this, 'Association', { resourceArn, webAclArn: this.list.attrArn });
  }
}

const visible = (metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  // Samples hold headers, and with them tokens.
  sampledRequestsEnabled: false,
});

const managed = (name: string, priority: number): wafv2.CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
  visibilityConfig: visible(name),
});

const tooFast = (priority: number): wafv2.CfnWebACL.RuleProperty => ({
  name: 'TooFast',
  priority,
  action: {
    block: {
      customResponse: {
        responseCode: 429,
        customResponseBodyKey: 'tooFast',
        responseHeaders: [{ name: 'retry-after', value: '300' }],
      },
    },
  },
  statement: { rateBasedStatement: { limit: REQUESTS_PER_ADDRESS, aggregateKeyType: 'IP' } },
  visibilityConfig: visible('TooFast'),
});
