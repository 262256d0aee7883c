import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES } from '../../src/configuration/variables';
import { ofType, RESOURCES, TEMPLATES } from './templates';

/** The account of AWS's own in eu-central-1 that load balancers write their access logs from. */
const LOG_DELIVERY = '054676820928';
/** What the function reads its secrets by, before the API is started. */
const ARNS_OF_SECRETS = ['KEYS_SECRET_ARN', 'EDGE_KEY_ARN', 'EDGE_KEY_BEFORE_ARN'];
/** AWS keeps it for examples. */
const NOBODY = '111122223333';

const statements = [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')].flatMap(
  ({ Properties }) =>
    Properties.PolicyDocument.Statement as { Effect: string; Action: string | string[]; Resource: unknown }[],
);

describe('the table', () => {
  const table = ofType('AWS::DynamoDB::GlobalTable').find(({ name }) => name === 'Table');

  it('survives its stack and a slip of the hand, and can be put back to any second', () => {
    expect(table).toMatchObject({
      // What a failed deployment has made is empty, and would keep the next one from making it.
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        Replicas: [
          {
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
      },
    });
  });

  it('has the keys and the index of the local one', () => {
    const source = readFileSync(join(__dirname, '../../src/local/table.ts'), 'utf8');
    const { KeySchema, GlobalSecondaryIndexes, TimeToLiveSpecification } = table!.Properties;
    expect(KeySchema).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
    const [index] = GlobalSecondaryIndexes;
    expect(source).toContain(`IndexName: '${index.IndexName}'`);
    expect(source).toContain(`keySchema('${index.KeySchema[0].AttributeName}', '${index.KeySchema[1].AttributeName}')`);
    for (const name of index.Projection.NonKeyAttributes) expect(source).toContain(`'${name}'`);
    expect(source).toContain(`TIME_TO_LIVE_ATTRIBUTE = '${TimeToLiveSpecification.AttributeName}'`);
  });
});

describe('rights', () => {
  it('nobody may everything, nobody may scan, and only tables that are counters may lose items', () => {
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /^\*$|:\*$|dynamodb:(Scan|PartiQL)/.test(action))).toEqual([]);
    const deleting = statements.filter(({ Action }) => [Action].flat().includes('dynamodb:DeleteItem'));
    expect(deleting.length).toBeGreaterThan(0);
    expect(JSON.stringify(deleting.map(({ Resource: of }) => of))).not.toMatch(/PublishOutputFnGetAttTable/);
  });

  it('the roles of callers may be assumed by the function alone', () => {
    const roles = ofType('AWS::IAM::Role').filter(({ Properties }) =>
      String(Properties.RoleName).startsWith('fieldgate-prod-'),
    );
    // Two for each of nine sets of roles, the one in which the API acts for all of them, and the one for what is public.
    expect(roles).toHaveLength(20);
    expect(roles.map(({ Properties }) => String(Properties.RoleName))).toEqual(
      expect.arrayContaining(['fieldgate-prod-SYSTEM-writes', 'fieldgate-prod-PUBLIC-reads']),
    );
    for (const { Properties } of roles) {
      const principals = Properties.AssumeRolePolicyDocument.Statement.map(
        ({ Principal }: { Principal: { AWS: unknown } }) => JSON.stringify(Principal.AWS),
      );
      expect(new Set(principals).size).toBe(1);
      expect(principals[0]).toMatch(/"Api.*Role/);
      expect(Properties.MaxSessionDuration ?? 3600).toBe(3600);
    }
  });
});

describe('the function and the tasks', () => {
  const environments = [
    ...ofType('AWS::Lambda::Function').map(({ Properties }) => Object.keys(Properties.Environment?.Variables ?? {})),
    ...ofType('AWS::ECS::TaskDefinition').flatMap(({ Properties }) =>
      (Properties.ContainerDefinitions as { Environment: { Name: string }[]; Secrets: { Name: string }[] }[]).map(
        ({ Environment, Secrets }) => [...Environment, ...Secrets].map(({ Name }) => Name),
      ),
    ),
  ].filter((names) => names.includes('FIELDGATE_MODE'));

  it('are given variables that the API reads, and every one that it needs', () => {
    expect(environments).toHaveLength(2);
    const needed = Object.entries(VARIABLES).filter(
      ([, each]) => !('fallback' in each) && !each.schema.safeParse(undefined).success,
    );
    for (const names of environments) {
      const fromSecrets = names.includes('KEYS_SECRET_ARN')
        ? ['GUEST_SESSION_KEYS', 'VISIT_TOKEN_KEYS', 'CURSOR_KEYS', 'STEP_UP_KEYS', 'SIGN_IN_KEYS']
        : [];
      const all = [...names, ...fromSecrets];
      expect(all.filter((name) => !ARNS_OF_SECRETS.includes(name) && !(name in VARIABLES))).toEqual([]);
      expect(needed.map(([name]) => name).filter((name) => !all.includes(name))).toEqual([]);
    }
  });

  it('no template holds a key, a password or an address of a person', () => {
    for (const { stack, text } of TEMPLATES) {
      const found = text.match(/"[A-Za-z0-9_-]{43}"|AKIA|@example\.(com|org)|\b\d{12}\b/g) ?? [];
      const ids = new Set(RESOURCES.map(({ id }) => `"${id}"`));
      const isKnown = (each: string) =>
        ids.has(each) || each.startsWith('"PublishOutput') || [LOG_DELIVERY, NOBODY].includes(each);
      expect([stack, found.filter((each) => !isKnown(each))]).toEqual([stack, []]);
    }
  });
});
