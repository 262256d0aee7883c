import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PUBLIC, roleName, SYSTEM } from '../iam/roleNames';

const FOLDER = join(__dirname, '../iam');
/** AWS's limit for the text of one policy, less some for ARNs that are longer than their stand-in. */
const POLICY_CHARACTERS = 6144 - 900;

interface Policy {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** The statements that `npm run iam` has derived for this principal, on this table. */
export function derivedStatements(name: string, tableArn: string): iam.PolicyStatement[] {
  const { Statement } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Policy;
  return Statement.map(({ Sid: _, Resource, ...rest }) =>
    iam.PolicyStatement.fromJson({
      ...rest,
      Resource: (Resource as string[]).map((each) => each.replace('TABLE_ARN', tableArn)),
    }),
  );
}

interface Props {
  readonly stage: string;
  readonly tableArn: string;
  /** Who may act in these roles. */
  readonly by: iam.IRole;
}

/**
 * For each set of roles one role for what its callers read and one for what they write; one for what everybody may read; and one in which
 * the API itself acts for callers, which reads and writes what they may not see. The API alone may assume them, and says in the tags of a
 * session whom and which shops it is for.
 */
export class CallerRoles extends Construct {
  readonly roles: iam.Role[] = [];

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const files = readdirSync(FOLDER).filter((name) => /-(reads|writes)\.json$/.test(name));
    const policies = new Map(files.map((file) => [file, this.managed(file.slice(0, -'.json'.length), props)]));
    for (const file of files.filter((name) => name.endsWith('-reads.json') && name !== `${PUBLIC}.json`)) {
      const set = file.slice(0, -'-reads.json'.length);
      this.role(`${set}-reads`, props, policies.get(file) ?? []);
      const writes = set.split('+').flatMap((role) => policies.get(`${role}-writes.json`) ?? []);
      this.role(`${set}-writes`, props, writes);
    }
    for (const name of [SYSTEM, PUBLIC]) this.role(name, props, policies.get(`${name}.json`) ?? []);
  }

  private role(name: string, { stage, by }: Props, managedPolicies: iam.ManagedPolicy[]): void {
    const principal = new iam.ArnPrincipal(by.roleArn).withSessionTags();
    const role = new iam.Role(this, name, {
      roleName: roleName(`fieldgate-${stage}`, name),
      description: name === SYSTEM ? 'The table, to act for callers' : `The table in the name of callers: ${name}`,
      assumedBy: principal,
      managedPolicies,
    });
    this.roles.push(role);
  }

  private managed(name: string, { tableArn }: Props): iam.ManagedPolicy[] {
    return chunks(derivedStatements(name, tableArn)).map(
      (statements, index) =>
        new iam.ManagedPolicy(this, `${name}-${String(index + 1)}`, {
          description: 'Derived from the access rules by npm run iam',
          statements,
        }),
    );
  }
}

function chunks(statements: readonly iam.PolicyStatement[]): iam.PolicyStatement[][] {
  const made: iam.PolicyStatement[][] = [];
  let size = POLICY_CHARACTERS;
  for (const statement of statements) {
    const length = JSON.stringify(statement.toStatementJson()).length;
    if (size + length > POLICY_CHARACTERS) {
      made.push([]);
      size = 0;
    }
    made.at(-1)?.push(statement);
    size += length;
  }
  return made;
}
