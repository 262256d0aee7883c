import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { createApp } from '../app';
import { checked, stageNamed, type Domain, type Stage } from '../stages';
import { DOMAIN, SOCKETS } from '../templates';
import { EDGE_ADDRESS_HEADER, EDGE_HOST_HEADER, EDGE_KEY_HEADER } from '../../src/transports/http/edgeHeaders';

const outdir = mkdtempSync(join(tmpdir(), 'fieldgate-edge-'));
after(() => rmSync(outdir, { recursive: true }));

type Found = ((stack: string) => Template) & { readonly assembly: CloudAssembly };

function stacksOf(name: Stage['name'], domain: Partial<Domain> = {}): Found {
  const stage = { ...stageNamed(name), sockets: SOCKETS, domain: { ...DOMAIN, ...domain } };
  const app = createApp(stage, { outdir: mkdtempSync(join(outdir, `${name}-`)) });
  // cdk-nag is part of it: a finding that nobody has explained throws.
  const assembly = app.synth();
  const found = (stack: string) => Template.fromStack(app.node.findChild(`fieldgate-${name}-${stack}`) as Stack);
  return Object.assign(found, { assembly });
}

/** CloudFront lets neither a function nor a setting write what begins so. */
const NOBODYS = /^(x-edge-|x-amz-|x-amzn-|x-accel-|x-real-ip|x-cache|x-forwarded-proto)/;

describe('one domain', () => {
  for (const name of ['dev', 'prod'] as const) {
    const stack = stacksOf(name);

    it(`${name}: connections that stay go to the tasks, everything else to the function, over TLS alone, and nothing is kept`, () => {
      const behavior = {
        ViewerProtocolPolicy: 'https-only',
        // AWS's own policy "CachingDisabled".
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        AllowedMethods: Match.arrayWith(['OPTIONS', 'POST']),
        FunctionAssociations: [Match.objectLike({ EventType: 'viewer-request' })],
      };
      stack('edge').hasResourceProperties('AWS::CloudFront::Distribution', {
        DistributionConfig: Match.objectLike({
          Aliases: [DOMAIN.name],
          ViewerCertificate: Match.objectLike({ MinimumProtocolVersion: 'TLSv1.2_2021' }),
          DefaultCacheBehavior: Match.objectLike({ ...behavior, TargetOriginId: 'function' }),
          CacheBehaviors: [Match.objectLike({ ...behavior, PathPattern: '/graphql/*', TargetOriginId: 'tasks' })],
          WebACLId: Match.anyValue(),
          // Unless it is told not to, CloudFront answers one caller's error to others.
          CustomErrorResponses: [400, 403, 404, 405, 414, 500, 501, 502, 503, 504].map((ErrorCode) => ({
            ErrorCode,
            ErrorCachingMinTTL: 0,
          })),
        }),
      });
      stack('edge').resourceCountIs('AWS::S3::Bucket', name === 'prod' ? 1 : 0);
    });

    it(`${name}: the firewall stands at CloudFront, in its region, and not a second time before the tasks`, () => {
      stack('firewall').hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'CLOUDFRONT' });
      stack('sockets').resourceCountIs('AWS::WAFv2::WebACL', 0);
      assert.match(JSON.stringify(stack('edge').toJSON()), /"Region":"us-east-1"/);
    });

    it(`${name}: it comes after whoever has to know its key, and whoever watches over it after that, where CloudFront measures`, () => {
      const of = (id: string) => stack.assembly.getStackByName(`fieldgate-${name}-${id}`);
      const before = (id: string) => of(id).dependencies.map((each) => each.id.replace(`fieldgate-${name}-`, ''));
      for (const each of ['keys', 'api', 'sockets', 'firewall']) assert.ok(before('edge').includes(each), each);
      assert.ok(before('edgewatch').includes('edge'));
      for (const each of ['firewall', 'edgewatch']) assert.equal(of(each).environment.region, 'us-east-1');
      stack('edgewatch').resourceCountIs('AWS::SNS::Topic', 1);
      stack('edgewatch').hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email' });
    });

    it(`${name}: what it logs has no query, cookie or other header, which may say who somebody is`, () => {
      stack('edge').allResourcesProperties('AWS::CloudFront::Distribution', {
        DistributionConfig: Match.objectLike({ Logging: Match.absent() }),
      });
      const deliveries = Object.values(stack('edgewatch').findResources('AWS::Logs::Delivery')) as {
        Properties: { RecordFields: string[] };
      }[];
      assert.equal(deliveries.length, name === 'prod' ? 1 : 0);
      for (const { Properties } of deliveries) {
        assert.ok(Properties.RecordFields.includes('sc-status'));
        assert.deepEqual(
          Properties.RecordFields.filter((field) => /query|cookie|\(|forwarded|header/i.test(field)),
          [],
        );
      }
    });

    it(`${name}: the tasks have no public address, and CloudFront alone may ask them`, () => {
      stack('sockets').hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
      stack('sockets').hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
        SourcePrefixListId: DOMAIN.prefixListId,
        FromPort: 443,
      });
      assert.doesNotMatch(
        JSON.stringify(stack('sockets').findResources('AWS::EC2::SecurityGroup*')),
        /0\.0\.0\.0\/0","Desc\w+":"Clients/,
      );
      stack('edge').hasResourceProperties('AWS::CloudFront::VpcOrigin', {
        VpcOriginEndpointConfig: Match.objectLike({ OriginProtocolPolicy: 'https-only' }),
      });
    });

    it(`${name}: the function and the tasks know the edge by a key that stands in no template`, () => {
      const origins = JSON.stringify(stack('edge').findResources('AWS::CloudFront::Distribution'));
      assert.equal(origins.split(`"HeaderName":"${EDGE_KEY_HEADER}"`).length - 1, 2);
      assert.equal(origins.split('{{resolve:secretsmanager:').length - 1, 2);
      stack('api').hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: Match.objectLike({ EDGE_KEY_ARN: Match.anyValue(), COMPRESSION: 'on' }) },
      });
      stack('sockets').hasResourceProperties('AWS::ECS::TaskDefinition', {
        ContainerDefinitions: [
          Match.objectLike({ Secrets: Match.arrayWith([Match.objectLike({ Name: 'EDGE_KEY' })]) }),
        ],
      });
    });
  }

  it('a stage that gets a domain gets another load balancer with another group of targets, since a group belongs to one', () => {
    const idsOf = (type: string, more: Partial<Stage>) => {
      const stage = { ...stageNamed('prod'), sockets: SOCKETS, ...more };
      const app = createApp(stage, { outdir: mkdtempSync(join(outdir, 'replaced-')) });
      return Object.keys(Template.fromStack(app.node.findChild('fieldgate-prod-sockets') as Stack).findResources(type));
    };
    for (const type of ['LoadBalancer', 'Listener', 'TargetGroup'].map(
      (each) => `AWS::ElasticLoadBalancingV2::${each}`,
    )) {
      const [before, after] = [idsOf(type, {}), idsOf(type, { domain: DOMAIN })];
      assert.deepEqual([before.length, after.length], [1, 1]);
      assert.notDeepEqual(before, after);
    }
  });

  it('a new key is made by its number, and the one of before is accepted by then', () => {
    const secretsOf = (keyNumber: number) => {
      const stack = stacksOf('prod', { keyNumber });
      const [lambda] = Object.values(stack('api').findResources('AWS::Lambda::Function')) as {
        Properties: { Environment: { Variables: Record<string, unknown> } };
      }[];
      const { EDGE_KEY_ARN, EDGE_KEY_BEFORE_ARN } = lambda?.Properties.Environment.Variables ?? {};
      const made = Object.keys(stack('keys').findResources('AWS::SecretsManager::Secret')).sort();
      const numberOf = (arn: unknown) => /EdgeKeys(\d)/.exec(JSON.stringify(arn ?? ''))?.[1];
      const sent = numberOf(stack('edge').findResources('AWS::CloudFront::Distribution'));
      return {
        made: made.map(numberOf).filter(Boolean),
        today: numberOf(EDGE_KEY_ARN),
        before: numberOf(EDGE_KEY_BEFORE_ARN),
        sent,
      };
    };
    assert.deepEqual(secretsOf(1), { made: ['1'], today: '1', before: undefined, sent: '1' });
    assert.deepEqual(secretsOf(2), { made: ['1', '2'], today: '2', before: '1', sent: '2' });
    // Functions that started before the deployment still ask for the one before the one before.
    assert.deepEqual(secretsOf(4), { made: ['2', '3', '4'], today: '4', before: '3', sent: '4' });
  });

  it('the function of CloudFront says what it has seen, whatever a client says, in headers that it may write', () => {
    const [function_] = Object.values(stacksOf('dev')('edge').findResources('AWS::CloudFront::Function')) as {
      Properties: { FunctionCode: string };
    }[];
    const said = [EDGE_HOST_HEADER, EDGE_ADDRESS_HEADER];
    const answer = (host: string): unknown => {
      const sent = Object.fromEntries(said.map((each) => [each, { value: `of-the-client-${each}` }]));
      const event = { viewer: { ip: '203.0.113.7' }, request: { headers: { ...sent, host: { value: host } } } };
      const source = `${function_?.Properties.FunctionCode ?? ''}; handler(event)`;
      return JSON.parse(JSON.stringify(runInNewContext(source, { event })));
    };
    for (const host of [DOMAIN.name, DOMAIN.name.toUpperCase(), `${DOMAIN.name}:443`])
      assert.deepEqual(answer(host), {
        headers: {
          host: { value: host },
          [EDGE_HOST_HEADER]: { value: host },
          [EDGE_ADDRESS_HEADER]: { value: '203.0.113.7' },
        },
      });
    // Such as the name that CloudFront has for every distribution.
    for (const host of ['d111111abcdef8.cloudfront.net', `x.${DOMAIN.name}`, ''])
      assert.deepEqual(answer(host), { statusCode: 421, statusDescription: 'Misdirected Request' });
    for (const each of [...said, EDGE_KEY_HEADER]) assert.doesNotMatch(each, NOBODYS);
  });

  it('without a zone the name is pointed by hand; with one, it is pointed here', () => {
    stacksOf('prod')('edge').resourceCountIs('AWS::Route53::RecordSet', 2);
    stacksOf('prod', { hostedZoneId: undefined })('edge').resourceCountIs('AWS::Route53::RecordSet', 0);
  });

  it('what AWS would refuse half-way is refused before it begins', () => {
    const prod = { ...stageNamed('prod'), sockets: SOCKETS };
    const refused = (domain: Partial<Domain>) => () => checked({ ...prod, domain: { ...DOMAIN, ...domain } });
    assert.throws(refused({ name: 'https://api.example.com' }), /domain\.name: expected a name such as/);
    assert.throws(
      refused({ certificateArn: SOCKETS.certificateArn }),
      /domain\.certificateArn: expected one of us-east-1/,
    );
    assert.throws(refused({ prefixListId: 'com.amazonaws' }), /domain\.prefixListId: expected such as pl-/);
    assert.throws(refused({ keyNumber: 0 }), /domain\.keyNumber: expected an integer from 1; got 0/);
    assert.throws(
      () => checked({ ...stageNamed('prod'), domain: DOMAIN }),
      /prod\.domain: expected settings of sockets/,
    );
    assert.ok(refused({})());
    assert.ok(refused({ name: 'api.example.xn--p1ai' })());
  });
});
