import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { stageNamed } from '../stages';
import { FOLDER } from '../templates';

/* Who may send what in whose name: the templates of prod, put before a simulator of AWS's policies. */

const ACCOUNT = '123456789012';
const HERE = `eu-central-1:${ACCOUNT}`;
const SENDER = stageNamed('prod').mail.sender;
const IDENTITY = `arn:aws:ses:${HERE}:identity/${SENDER.split('@').at(-1) ?? ''}`;
/** CloudFormation names topics after their place in the template. */
const topicNamed = (id: string) => `arn:aws:sns:${HERE}:fieldgate-prod-${id}`;

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

interface Policy {
  readonly id: string;
  readonly document: unknown;
}

/** The template's text as CloudFormation would fill it in, as far as this matters here. */
function filledIn(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => filledIn(each, names));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, of] = ['', null]] = entries;
  if (name === 'Ref') return names.get(String(of)) ?? `arn:aws:s3:::${String(of)}`;
  if (name === 'Fn::Join') return (filledIn((of as unknown[])[1], names) as string[]).join('');
  if (name.startsWith('Fn::')) return `arn:aws:s3:::${JSON.stringify(of).replace(/\W/g, '')}`;
  return Object.fromEntries(entries.map(([key, each]) => [key, filledIn(each, names)]));
}

function policiesIn(text: string): Policy[] {
  const { Resources } = JSON.parse(text) as { Resources: Record<string, Resource> };
  const topics = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::SNS::Topic');
  const names = new Map([
    ['AWS::Partition', 'aws'],
    ['AWS::AccountId', ACCOUNT],
    ...topics.map((id) => [id, topicNamed(id)] as const),
  ]);
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy')
    .map(([id, { Properties }]) => ({ id, document: filledIn(Properties.PolicyDocument, names) }));
}

async function isAllowed({ id, document }: Policy, action: string, resource: string, from?: string): Promise<boolean> {
  const response = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/any`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: from === undefined ? {} : { 'ses:FromAddress': from },
      },
      identityPolicies: [{ name: id, policy: document }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (response.resultType === 'error') throw new Error(JSON.stringify(response.errors));
  return response.overallResult === 'Allowed';
}

describe('whoever sends notices', () => {
  const policies = readdirSync(FOLDER).flatMap((file) => policiesIn(readFileSync(join(FOLDER, file), 'utf8')));
  const { Resources } = JSON.parse(readFileSync(join(FOLDER, 'fieldgate-prod-sockets.json'), 'utf8')) as {
    Resources: Record<string, Resource>;
  };
  const topic = topicNamed(Object.keys(Resources).find((id) => Resources[id]?.Type === 'AWS::SNS::Topic') ?? '');
  const alarms = topicNamed('AlarmsTopic');
  const sending = policies.filter(({ id }) => id.startsWith('TasksTaskTaskRole'));
  const others = policies.filter((each) => !sending.includes(each));

  /** Whether the tasks may, and whether anybody else may. */
  const mayThey = async (action: string, resource: string, from?: string) => {
    const [own, foreign] = await Promise.all(
      [sending, others].map((each) => Promise.all(each.map((policy) => isAllowed(policy, action, resource, from)))),
    );
    return [own?.includes(true), foreign?.includes(true)];
  };

  it('is the tasks, in the name of the one address and at the one topic', async () => {
    assert.equal(sending.length, 1);
    assert.ok(others.length > 5);
    assert.deepEqual(await mayThey('ses:SendEmail', IDENTITY, SENDER), [true, false]);
    assert.deepEqual(await mayThey('sns:Publish', topic), [true, false]);
  });

  it('is nobody in another name, by another domain, at another topic, or in another way', async () => {
    const refused = [
      ['ses:SendEmail', IDENTITY, 'chief@app.example.com'],
      ['ses:SendEmail', IDENTITY],
      ['ses:SendEmail', `arn:aws:ses:${HERE}:identity/bank.example.com`, SENDER],
      ['ses:SendRawEmail', IDENTITY, SENDER],
      ['sns:Publish', alarms],
      ['sns:Subscribe', topic],
    ] as const;
    for (const [action, resource, from] of refused)
      assert.deepEqual(await mayThey(action, resource, from), [false, false], `${action} ${resource} ${from ?? ''}`);
  });
});
