import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provingTags } from '../iam/attributeQuestions';
import { PolicySimulator } from '../iam/PolicySimulator';

const SCRIPT = join(__dirname, 'scriptedAws.mjs');
const TSX = join(__dirname, '../node_modules/tsx/dist/loader.mjs');
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

  private constructor(private readonly world: World) {}

  static async open(world: World): Promise<ScriptedAccount> {
    const account = new ScriptedAccount(world);
    const bin = join(account.folder, 'bin');
    mkdirSync(bin);
    for (const name of ['aws', 'npx', 'npm']) {
      writeFileSync(
        join(bin, name),
        `#!/bin/sh\nexec "${process.execPath}" --import "${TSX}" "${SCRIPT}" ${name} "$@"\n`,
      );
      chmodSync(join(bin, name), 0o755);
    }
    account.dynamoDb.listen(0, '127.0.0.1');
    await once(account.dynamoDb, 'listening');
    return account;
  }

  get environment(): Record<string, string> {
    const { port } = this.dynamoDb.address() as AddressInfo;
    return {
      PATH: `${join(this.folder, 'bin')}:${process.env.PATH ?? ''}`,
      RECORD: join(this.folder, 'record'),
      STATE: join(this.folder, 'state'),
      WORLD: JSON.stringify({ ...this.world, authorization: AUTHORIZATION }),
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${String(port)}`,
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

  /** What each role’s trust was set to, in order. */
  get trusts(): Readonly<Record<string, unknown>> {
    return (JSON.parse(readFileSync(join(this.folder, 'state'), 'utf8')) as { trusts: Record<string, unknown> }).trusts;
  }

  async close(): Promise<void> {
    this.dynamoDb.close();
    this.dynamoDb.closeAllConnections();
    await once(this.dynamoDb, 'close');
    rmSync(this.folder, { recursive: true });
  }

  /** In the name of a role, by its policies; in any other name, the engine behind. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
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
    const { Key, ExpressionAttributeNames } = JSON.parse(body) as {
      Key: { pk: { S: string } };
      ExpressionAttributeNames: Record<string, string>;
    };
    const request = {
      principal,
      tags: provingTags(this.simulator),
      action: 'GetItem',
      index: null,
      attributes: [],
      leadingKeys: [],
    };
    const readable = this.simulator.readable({ ...request, select: null, enclosingOperation: null }, Key.pk.S);
    if (Object.values(ExpressionAttributeNames).every((name) => readable.has(name))) return [200, '{}'];
    return [400, JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message: 'no' })];
  }
}
