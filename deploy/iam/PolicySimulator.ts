import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { PUBLIC, roleName, SYSTEM } from './roleNames';

/** A request to the table, as IAM's condition keys see it. */
export interface TableRequest {
  /** Such as `GUEST-reads`; `service` is the API in its own name. */
  readonly principal: string;
  /** Of the session; those that are missing say nothing. */
  readonly tags: Readonly<Record<string, string>>;
  readonly action: string;
  readonly index: string | null;
  readonly attributes: readonly string[];
  readonly leadingKeys: readonly string[];
  readonly select: string | null;
  readonly enclosingOperation: string | null;
}

interface Policy {
  readonly Statement: readonly {
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    /** Always there in what is derived; what somebody has written by hand is to be found, too. */
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  }[];
}

const ACCOUNT = '123456789012';
const TABLE = `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/fieldgate-test`;

/** Stands in a tag that says nothing, as the API has it. */
export const NOBODY = '=';
const TAG = /\$\{aws:PrincipalTag\/(\w+)\}/g;

/** The policies in a folder, put before a simulator of AWS's. */
export class PolicySimulator {
  private readonly policies: ReadonlyMap<string, Policy>;
  /** By what of a request policies can tell apart. */
  private readonly answers = new Map<string, Promise<boolean>>();
  private readonly kinds = new Map<string, (attribute: string) => string>();

  constructor(folder = __dirname) {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    this.policies = new Map(files.map((name) => [name.slice(0, -'.json'.length), readPolicy(join(folder, name))]));
  }

  /** Whoever a caller’s request goes to the table as: one for reads and one for writes of each set of roles, everybody, and the system. */
  get principals(): readonly string[] {
    const reads = [...this.policies.keys()].filter((name) => name.endsWith('-reads') && name !== PUBLIC);
    const sets = reads.map((name) => name.slice(0, -'-reads'.length));
    return [...sets.flatMap((set) => [`${set}-reads`, `${set}-writes`]), PUBLIC, SYSTEM];
  }

  /** Tags that stand in any policy. */
  get tags(): readonly string[] {
    return tagsIn([...this.policies.values()]);
  }

  /** Attributes that stand in any policy. */
  get attributes(): readonly string[] {
    const all = [...this.policies.values()].flatMap(({ Statement }) => Statement.flatMap(attributesOf));
    return [...new Set(all)].sort();
  }

  /** Patterns of the partition keys that stand in any policy, without those that differ in the number of a tag alone. */
  get partitions(): readonly string[] {
    const all = [...this.policies.values()].flatMap(({ Statement }) => Statement.flatMap(partitionsOf));
    return [...new Set(all)].filter((pattern) => !/tenant(?!1\})\d+/.test(pattern)).sort();
  }

  /** What the statements of a principal name for this action in the partition of the request’s first key. */
  readable({ principal, tags, action, index }: TableRequest, partition: string): ReadonlySet<string> {
    const here = this.of(principal)
      .flatMap(({ Statement }) => Statement)
      .filter(
        (statement) =>
          statement.Action.includes(`dynamodb:${action}`) &&
          statement.Resource.includes(index === null ? TABLE : `${TABLE}/index/${index}`) &&
          partitionsOf(statement).some((pattern) => matches(filledIn(pattern, tags), partition)),
      );
    return new Set(here.flatMap(attributesOf));
  }

  /** Attributes that stand in any policy for an index. */
  attributesOfIndex(index: string): readonly string[] {
    const all = [...this.policies.values()].flatMap(({ Statement }) => Statement);
    const there = all.filter(({ Resource }) => Resource.includes(`${TABLE}/index/${index}`));
    return [...new Set(there.flatMap(attributesOf))].sort();
  }

  /** Requests that differ in attributes alone which stand in the same statements are answered once: no policy tells them apart. */
  async isAllowed(asked: TableRequest): Promise<boolean> {
    const kindOf = this.kinds.get(asked.principal) ?? kindsIn(this.of(asked.principal));
    this.kinds.set(asked.principal, kindOf);
    const kind = JSON.stringify({ ...asked, attributes: [...new Set(asked.attributes.map(kindOf))].sort() });
    const answer = this.answers.get(kind) ?? this.simulated(asked);
    this.answers.set(kind, answer);
    return answer;
  }

  /** As `isAllowed`, and nothing is known from before. */
  async simulated(asked: TableRequest): Promise<boolean> {
    const { principal, index } = asked;
    const response = await runSimulation(
      {
        request: {
          principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName('fieldgate-test', principal)}/fieldgate`,
          action: `dynamodb:${asked.action}`,
          resource: { resource: index === null ? TABLE : `${TABLE}/index/${index}`, accountId: ACCOUNT },
          contextVariables: { ...(principal === 'service' ? {} : this.tagsOf(asked)), ...contextOf(asked) },
        },
        identityPolicies: this.of(principal).map((policy, position) => ({ name: `policy${String(position)}`, policy })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (response.resultType === 'error') throw new Error(JSON.stringify(response.errors));
    return response.overallResult === 'Allowed';
  }

  /** Every tag that the principal’s policies refer to is there in a session; one that says nothing is an equals sign. */
  private tagsOf({ principal, tags }: TableRequest): Record<string, string> {
    const names = new Set([...Object.keys(tags), ...tagsIn(this.of(principal))]);
    return Object.fromEntries([...names].map((name) => [`aws:PrincipalTag/${name}`, tags[name] ?? NOBODY]));
  }

  /** The policies of a principal: a set of roles writes by the policies of each. */
  private of(principal: string): Policy[] {
    const names =
      principal.endsWith('-writes') && !this.policies.has(principal)
        ? principal
            .slice(0, -'-writes'.length)
            .split('+')
            .map((role) => `${role}-writes`)
        : [principal === 'service' ? 'server' : principal];
    return names.flatMap((name) => this.policies.get(name) ?? []);
  }
}

/** The pattern with what the session says in the place of its tags. */
export function filledIn(pattern: string, tags: TableRequest['tags']): string {
  return pattern.replace(TAG, (_, tag: string) => tags[tag] ?? NOBODY);
}

function tagsIn(policies: readonly Policy[]): string[] {
  return [...new Set([...JSON.stringify(policies).matchAll(TAG)].map(([, name = '']) => name))];
}

function contextOf(asked: TableRequest): Record<string, string | string[]> {
  const { action, attributes, leadingKeys, select, enclosingOperation } = asked;
  return {
    ...(attributes.length > 0 && { 'dynamodb:Attributes': [...attributes] }),
    ...(leadingKeys.length > 0 && { 'dynamodb:LeadingKeys': [...leadingKeys] }),
    ...(select !== null && { 'dynamodb:Select': select }),
    // AWS gives it for writes; a condition check exists in transactions only.
    ...(enclosingOperation !== null &&
      action !== 'ConditionCheckItem' && { 'dynamodb:EnclosingOperation': enclosingOperation }),
  };
}

/**
 * Names the statements in which an attribute stands; attributes with one name are one to these policies. Where a statement has another form
 * than those that are derived (a pattern, a tag, another operator), each attribute is a kind of its own.
 */
function kindsIn(policies: readonly Policy[]): (attribute: string) => string {
  const statements = policies.flatMap(({ Statement }) => Statement);
  if (!statements.every(comparesNames)) return (attribute) => attribute;
  const kinds = new Map<string, string>();
  for (const [position, statement] of statements.entries())
    for (const attribute of new Set(attributesOf(statement)))
      kinds.set(attribute, `${kinds.get(attribute) ?? ''},${String(position)}`);
  return (attribute) => kinds.get(attribute) ?? '';
}

const COMPARED = new Set(['ForAllValues:StringEquals dynamodb:Attributes', 'Null dynamodb:Attributes']);

function comparesNames(statement: Policy['Statement'][number]): boolean {
  const compared = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.keys(keys)
      .filter((key) => key.toLowerCase() === 'dynamodb:attributes')
      .map((key) => `${operator} ${key}`),
  );
  return compared.every((each) => COMPARED.has(each)) && attributesOf(statement).every((name) => !/[*?$]/.test(name));
}

function readPolicy(file: string): Policy {
  return JSON.parse(readFileSync(file, 'utf8').replaceAll('TABLE_ARN', TABLE)) as Policy;
}

function attributesOf({ Condition }: Policy['Statement'][number]): string[] {
  return [Condition?.['ForAllValues:StringEquals']?.['dynamodb:Attributes'] ?? []].flat();
}

function partitionsOf({ Condition }: Policy['Statement'][number]): string[] {
  return [Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []].flat();
}

function matches(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}
