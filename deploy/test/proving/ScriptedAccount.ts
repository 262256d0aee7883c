import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provingTags } from '../../iam/attributeQuestions';
import { PolicySimulator } from '../../iam/PolicySimulator';

const SCRIPT = join(__dirname, 'scriptedAws.mjs');
/** An engine asks for some signature. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

/** What a scripted account consists of: servers that really run here. */
export interface World {
  readonly engine: string;
  readonly cognito: string;
  readonly tableName: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly url: string;
  /** Where the API is once its functions have been started anew. */
  readonly newUrl: string;
  /** By the one name, where the stage has one. */
  readonly nameUrl?: string;
  /** Whether the stage dev has been deployed before; its API is what answers at `url`. */
  readonly stands?: boolean;
  readonly hasProd?: boolean;
  /** Statements that every role’s trust has beside its own. */
  readonly leftTrust?: readonly object[];
  /** Such as `sts assume-role`: when that was answered, somebody presses Ctrl-C. */
  readonly interruptedAt?: string;
  /** What is found by its tags in the end. */
  readonly left?: readonly object[];
}

/** A call as it was typed: the command, and all that was given to it. */
export type Typed = readonly [command: string, ...given: string[]];

/** An account of AWS’s as its documentation has it: a scripted command line, and DynamoDB with IAM before it. */
export class ScriptedAccount {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fieldgate-account-'));
  private readonly simulator = new PolicySimulator();
  private readonly dynamoDb = createServer((request, response) => void this.answer(request, response));
  private readonly gateway = createServer((request, response) => void this.passOn(request, response));
  /** By who asks where. */
  private readonly readable = new Map<string, ReadonlySet<string>>();
  /** Of what answers right after a change, some is of before it. */
  private lateSessions = 1;

  private constructor(private readonly world: World) {}

  static async open(world: World): Promise<ScriptedAccount> {
    const account = new ScriptedAccount(world);
    const bin = join(account.folder, 'bin');
    mkdirSync(bin);
    for (const name of ['aws', 'npx', 'npm']) {
      writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${SCRIPT}" ${name} "$@"\n`);
      chmodSync(join(bin, name), 0o755);
    }
    for (const server of [account.dynamoDb, account.gateway]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return account;
  }

  get environment(): Record<string, string> {
    const gateway = addressOf(this.gateway);
    return {
      PATH: `${join(this.folder, 'bin')}:${process.env.PATH ?? ''}`,
      RECORD: join(this.folder, 'record'),
      STATE: join(this.folder, 'state'),
      WORLD: JSON.stringify({ ...this.world, gateway, authorization: AUTHORIZATION }),
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_DYNAMODB: addressOf(this.dynamoDb),
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: this.world.cognito,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
  }

  /** What was typed so far. */
  get typed(): readonly Typed[] {
    const record = join(this.folder, 'record');
    if (!existsSync(record)) return [];
    return readFileSync(record, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Typed);
  }

  /** What every user of this machine could see of it meanwhile. */
  get seenByOthers(): string {
    return readFileSync(join(this.folder, 'record-seen'), 'utf8');
  }

  /** What AWS keeps between calls. */
  get state(): {
    readonly trusts: Readonly<Record<string, { readonly Statement: unknown[] }>>;
    readonly isNew?: boolean;
  } {
    const file = join(this.folder, 'state');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ScriptedAccount['state']) : { trusts: {} };
  }

  async close(): Promise<void> {
    for (const server of [this.dynamoDb, this.gateway]) {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    }
    rmSync(this.folder, { recursive: true });
  }

  /** To the API, which is another process once its functions have been started anew. */
  private async passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const isLate = this.state.isNew === true && body.includes('startGuestSession') && this.lateSessions-- > 0;
    const to = this.state.isNew === true && !isLate ? this.world.newUrl : this.world.url;
    const { authorization, 'x-visit-token': visit } = request.headers as Record<string, string>;
    const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
    const signed = { ...headers, ...(visit && { 'x-visit-token': visit }) };
    const answer = await fetch(`${to}${request.url ?? ''}`, { method: 'POST', headers: signed, body });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  }

  /** In the name of a role, by its policies; in any other name, the engine behind. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const [, principal] = /Credential=PROVE\.([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const [status, text] =
      principal === undefined
        ? await this.behind(body, String(request.headers['x-amz-target']))
        : this.judged(body, principal);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  }

  private async behind(body: string, target: string): Promise<[status: number, text: string]> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
    const signed = { ...headers, authorization: AUTHORIZATION, 'x-amz-date': '20260101T000000Z' };
    const answer = await fetch(this.world.engine, { method: 'POST', headers: signed, body });
    return [answer.status, await answer.text()];
  }

  private judged(body: string, principal: string): [status: number, text: string] {
    const asked = JSON.parse(body) as Asked;
    const key = asked.Key?.pk.S ?? asked.ExpressionAttributeValues?.[':key']?.S ?? '';
    const request = { principal, tags: provingTags(this.simulator), attributes: [], leadingKeys: [] };
    const form = { action: asked.Key ? 'GetItem' : 'Query', index: asked.IndexName ?? null };
    const name = JSON.stringify([principal, form, key]);
    const full = { ...request, ...form, select: null, enclosingOperation: null };
    const readable = this.readable.get(name) ?? this.simulator.readable(full, key);
    this.readable.set(name, readable);
    if (Object.values(asked.ExpressionAttributeNames).every((name) => readable.has(name))) return [200, '{"Items":[]}'];
    return [400, JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message: 'no' })];
  }
}

interface Asked {
  readonly Key?: { readonly pk: { readonly S: string } };
  readonly IndexName?: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S: string }>>;
}

const addressOf = (server: Server): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
