import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../app';
import { checked, stageNamed, type Stage } from '../stages';
import { FOLDER, SOCKETS, templatesOf } from '../templates';

const outdir = mkdtempSync(join(tmpdir(), 'fieldgate-stacks-'));
after(() => rmSync(outdir, { recursive: true }));

const DAY_SECONDS = 86_400;

function stacksOf(name: string, settings: Partial<Stage> = {}): (stack: string) => Template {
  const stage = { ...stageNamed(name), sockets: SOCKETS, ...settings };
  const app = createApp(stage, { outdir: mkdtempSync(join(outdir, `${name}-`)) });
  // cdk-nag is part of it: a finding that nobody has explained throws.
  app.synth();
  return (stack) => Template.fromStack(app.node.findChild(`fieldgate-${name}-${stack}`) as Stack);
}

describe('every stage', () => {
  for (const name of ['dev', 'prod']) {
    const stack = stacksOf(name);

    it(`${name}: the table is recoverable, encrypted, protected from deletion, expires what says so, and tells of changes by key`, () => {
      stack('data').hasResourceProperties('AWS::DynamoDB::GlobalTable', {
        BillingMode: 'PAY_PER_REQUEST',
        Replicas: [
          Match.objectLike({
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            // What can be destroyed is not protected.
            DeletionProtectionEnabled: name === 'prod',
          }),
        ],
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
        GlobalSecondaryIndexes: [
          Match.objectLike({
            IndexName: 'gsi1',
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['category', 'available', 'status'] },
          }),
        ],
      });
    });

    it(`${name}: the client of the pool has no secret, and writes nothing but an address and a signed mark`, () => {
      stack('identity').hasResourceProperties('AWS::Cognito::UserPoolClient', {
        GenerateSecret: false,
        WriteAttributes: ['custom:sign_up_mark', 'email'],
        PreventUserExistenceErrors: 'ENABLED',
        ExplicitAuthFlows: Match.arrayWith(['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']),
      });
      stack('identity').resourceCountIs('AWS::Cognito::UserPoolGroup', 3);
    });

    it(`${name}: the function runs on Node 24 and arm64, and has neither keys nor broad rights`, () => {
      const template = stack('api');
      template.hasResourceProperties('AWS::Lambda::Function', {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Environment: {
          Variables: Match.objectLike({
            ASSUME_ROLE_PER_ROLE: 'on',
            FIELDGATE_MODE: 'production',
            VISIT_TOKEN_KEYS: Match.absent(),
          }),
        },
      });
      assert.doesNotMatch(JSON.stringify(template.toJSON()), /dynamodb:(\*|Scan|DeleteTable)"/);
    });

    it(`${name}: the gateway answers preflights, throttles, and logs no address and no path`, () => {
      stack('api').hasResourceProperties('AWS::ApiGatewayV2::Api', {
        CorsConfiguration: { AllowCredentials: true, AllowOrigins: Match.not(Match.arrayWith(['*'])) },
      });
      const [stage] = Object.values(stack('api').findResources('AWS::ApiGatewayV2::Stage')) as {
        Properties: { DefaultRouteSettings: { ThrottlingRateLimit: number }; AccessLogSettings: { Format: string } };
      }[];
      assert.ok(stage && stage.Properties.DefaultRouteSettings.ThrottlingRateLimit > 0);
      assert.doesNotMatch(stage.Properties.AccessLogSettings.Format, /sourceIp|path|header|authorizer|userAgent/i);
    });

    it(`${name}: keys rotate within what tokens live`, () => {
      stack('keys').hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
        RotationRules: { ScheduleExpression: 'rate(30 days)' },
      });
      const longest = 2_592_000;
      assert.ok(2 * 30 * DAY_SECONDS >= longest, 'a key that has signed is accepted for two rotations');
    });

    it(`${name}: tasks write no file, run as nobody, and talk to Redis over TLS with a password`, () => {
      stack('sockets').hasResourceProperties('AWS::ECS::TaskDefinition', {
        ContainerDefinitions: [Match.objectLike({ ReadonlyRootFilesystem: true, User: '65532' })],
      });
      stack('sockets').hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
        TransitEncryptionEnabled: true,
        AtRestEncryptionEnabled: true,
        AuthToken: Match.anyValue(),
      });
    });

    it(`${name}: news for operators go to an encrypted topic that takes nothing in the clear, and the tasks know both carriers`, () => {
      const template = stack('sockets');
      const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));
      template.resourceCountIs('AWS::SNS::Topic', 1);
      template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
      template.hasResourceProperties('AWS::SNS::TopicPolicy', {
        Topics: [{ Ref: topic }],
        PolicyDocument: Match.objectLike({
          Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
        }),
      });
      template.hasResourceProperties('AWS::ECS::TaskDefinition', {
        ContainerDefinitions: [
          Match.objectLike({
            Environment: Match.arrayWith([
              { Name: 'NOTIFICATIONS', Value: 'aws' },
              { Name: 'NOTIFICATIONS_SENDER', Value: stageNamed(name).mail.sender },
              { Name: 'NOTIFICATIONS_TOPIC_ARN', Value: { Ref: topic } },
            ]),
          }),
        ],
      });
      for (const [other, count] of [
        ['api', 0],
        ['watch', 1],
      ] as const)
        stack(other).resourceCountIs('AWS::SNS::Topic', count);
    });

    it(`${name}: alarms may publish, over TLS, and operators listen to them and to news`, () => {
      const [topic] = Object.keys(stack('watch').findResources('AWS::SNS::Topic'));
      stack('watch').hasResourceProperties('AWS::SNS::TopicPolicy', {
        Topics: [{ Ref: topic }],
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Allow',
              Action: 'sns:Publish',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            }),
          ]),
        }),
      });
      for (const where of ['watch', 'sockets'])
        for (const Endpoint of stageNamed(name).operators)
          stack(where).hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint });
    });

    it(`${name}: tasks are as many as there is work for, behind a firewall, and are asked whether they are well, not the table`, () => {
      const { least, most } = stageNamed(name).tasks;
      stack('sockets').hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
        MinCapacity: least,
        MaxCapacity: most,
      });
      stack('sockets').hasResourceProperties('AWS::ECS::Service', { DesiredCount: Match.absent() });
      stack('sockets').resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
      stack('sockets').hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
        HealthCheckPath: '/healthz',
      });
    });

    it(`${name}: ${name === 'prod' ? 'keeps data and logs' : 'can be destroyed, and leaves nothing'}`, () => {
      const policies = (type: string) =>
        ['data', 'identity', 'keys', 'api', 'sockets', 'watch'].flatMap((each) =>
          Object.values(stack(each).findResources(type)).map(({ DeletionPolicy }) => DeletionPolicy as string),
        );
      const kept = name === 'prod' ? 'RetainExceptOnCreate' : 'Delete';
      assert.deepEqual(new Set(policies('AWS::Cognito::UserPool')), new Set([kept]));
      assert.deepEqual(new Set(policies('AWS::ECR::Repository')), new Set([kept]));
      // The one of refused packets is no record of what happened.
      assert.equal(policies('AWS::Logs::LogGroup').filter((policy) => policy !== kept).length, name === 'prod' ? 1 : 0);
      stack('sockets').resourceCountIs('AWS::S3::Bucket', name === 'prod' ? 1 : 0);
    });
  }
});

describe('settings of a stage', () => {
  it('without sockets there is no such stack, and nothing asks for an image or a certificate', () => {
    const { stacks } = createApp(stageNamed('prod'), { outdir: join(outdir, 'alone') }).synth();
    assert.deepEqual(
      stacks.map(({ stackName }) => stackName),
      ['data', 'identity', 'keys', 'api', 'watch'].map((name) => `fieldgate-prod-${name}`),
    );
    for (const { template } of stacks) {
      const { Parameters = {} } = template as { Parameters?: object };
      assert.deepEqual(Object.keys(Parameters), ['BootstrapVersion'], 'nobody is asked for a value');
    }
  });

  it('the pool’s keys of a stage go with its function, and a new file is a new function', () => {
    const keySet = join(__dirname, '../jwks.dev.json');
    const codeOf = () => {
      const [{ Properties }] = Object.values(stacksOf('dev')('api').findResources('AWS::Lambda::Function')) as [
        { Properties: { Code: { S3Key: string } } },
      ];
      return Properties.Code.S3Key;
    };
    const before = codeOf();
    assert.ok(!existsSync(keySet), 'a file of an operator’s is not written over');
    try {
      writeFileSync(keySet, '{"keys":[]}');
      assert.notEqual(codeOf(), before);
    } finally {
      rmSync(keySet);
    }
    assert.equal(codeOf(), before);
  });

  it('a young account reserves no concurrency; what AWS would refuse is refused before it begins', () => {
    stacksOf('prod')('api').hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: Match.absent(),
    });
    const roomy = { concurrency: { ofAccount: 1000, reserved: 400 } };
    stacksOf(
      'prod',
      roomy,
    )('api').hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: 400,
    });
    const prod = stageNamed('prod');
    assert.equal(checked({ ...prod, ...roomy }).concurrency.reserved, 400);
    assert.throws(() => checked({ ...prod, concurrency: { ofAccount: 10, reserved: 5 } }), /expected at most 0, since/);
    assert.throws(() => checked({ ...prod, tasks: { least: 3, most: 2 } }), /prod\.tasks: expected at least 1/);
    assert.throws(() => checked({ ...prod, operators: ['nobody'] }), /expected an e-mail address; got "nobody"/);
    assert.throws(() => stageNamed(undefined), /expected -c stage=dev or -c stage=prod; got none\./);
  });

  it('the user pool sends by SES once SES lets it, and by Cognito before', () => {
    stacksOf('prod')('identity').hasResourceProperties('AWS::Cognito::UserPool', {
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
    });
    const { sender } = stageNamed('prod').mail;
    stacksOf('prod', { mail: { sender, isVerified: true } })('identity').hasResourceProperties(
      'AWS::Cognito::UserPool',
      { EmailConfiguration: Match.objectLike({ EmailSendingAccount: 'DEVELOPER', From: sender }) },
    );
  });

  it('threat protection is off, listens, or acts', () => {
    for (const [threatProtection, mode, plan] of [
      ['OFF', 'OFF', 'ESSENTIALS'],
      ['AUDIT', 'AUDIT', 'PLUS'],
      ['ENFORCED', 'ENFORCED', 'PLUS'],
    ] as const)
      stacksOf('prod', { threatProtection })('identity').hasResourceProperties('AWS::Cognito::UserPool', {
        UserPoolAddOns: { AdvancedSecurityMode: mode },
        UserPoolTier: plan,
      });
  });

  it('a restored table takes the place of the old one everywhere, which stays', () => {
    const name = 'fieldgate-restored';
    const streamArn = `arn:aws:dynamodb:eu-central-1:111122223333:table/${name}/stream/2026-01-01T00:00:00.000`;
    const stack = stacksOf('prod', { restoredTable: { name, streamArn } });
    stack('data').resourcePropertiesCountIs('AWS::DynamoDB::GlobalTable', { StreamSpecification: Match.anyValue() }, 1);
    for (const each of ['api', 'sockets', 'watch']) {
      const text = JSON.stringify(stack(each).toJSON());
      assert.match(text, new RegExp(name));
      assert.doesNotMatch(text, /PublishOutput\w+Table[0-9A-F]{8}/, `${each} does not know the old table`);
    }
    assert.match(JSON.stringify(stack('sockets').toJSON()), /stream\/2026-01-01T00:00:00\.000/);
  });
});

describe('the templates that other tests read', () => {
  it('are what the stacks make of prod', () => {
    const made = templatesOf('prod');
    assert.deepEqual(readdirSync(FOLDER).sort(), [...made.keys()].map((name) => `${name}.json`).sort());
    for (const [name, text] of made)
      assert.equal(
        readFileSync(join(FOLDER, `${name}.json`), 'utf8'),
        text,
        `${name} differs: npm run templates --prefix deploy`,
      );
  });
});
