import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { firstRings, KEY_RINGS, parseRings, rotated, type KeyRings } from '../lambda/keyRings';
import { createRotation, type RotationEvent, type Secrets } from '../lambda/rotation';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** Secrets Manager as its documentation has it, for one secret. */
class ScriptedSecrets {
  readonly values = new Map<string, string>();
  readonly stages = new Map<string, string[]>();

  begin(): string {
    const id = randomUUID();
    this.stages.set(id, ['AWSPENDING']);
    return id;
  }

  get client(): Secrets {
    return {
      send: async (command: { constructor: { name: string }; input: unknown }) => this.answer(command),
    } as never;
  }

  current(): KeyRings {
    const [id = ''] = [...this.stages].find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
    return parseRings(this.values.get(id) ?? '{}');
  }

  private answer({ constructor: { name }, input }: { constructor: { name: string }; input: unknown }): object {
    const given = input as Record<string, string> & { VersionStages: string[] };
    switch (name) {
      case 'DescribeSecretCommand':
        return { RotationEnabled: true, VersionIdsToStages: Object.fromEntries(this.stages) };
      case 'GetSecretValueCommand': {
        const id =
          given.VersionId ??
          [...this.stages].find(([, stages]) => stages.includes(given.VersionStage ?? ''))?.[0] ??
          '';
        const value = this.values.get(id);
        if (value === undefined) throw new ResourceNotFoundException({ message: 'no such version', $metadata: {} });
        return { SecretString: value };
      }
      case 'PutSecretValueCommand':
        this.values.set(given.ClientRequestToken ?? '', given.SecretString ?? '');
        return {};
      default:
        this.stages.set(given.MoveToVersionId ?? '', ['AWSCURRENT']);
        if (given.RemoveFromVersionId !== undefined) this.stages.set(given.RemoveFromVersionId, ['AWSPREVIOUS']);
        return {};
    }
  }
}

async function rotate(secrets: ScriptedSecrets, steps: readonly RotationEvent['Step'][] = STEPS): Promise<void> {
  const rotation = createRotation(secrets.client);
  const ClientRequestToken = secrets.begin();
  for (const Step of steps) await rotation({ Step, SecretId: 'keys', ClientRequestToken });
}

const keys = (rings: KeyRings, name: (typeof KEY_RINGS)[number]): string[] => rings[name].split(',');

describe('rotation of the signing keys', () => {
  it('whoever has the rings of one rotation accepts what is signed by the next, and the other way round, for two rotations', async () => {
    const secrets = new ScriptedSecrets();
    const seen: KeyRings[] = [];
    for (let round = 0; round < 6; round += 1) {
      await rotate(secrets);
      seen.push(secrets.current());
    }
    for (const name of KEY_RINGS) {
      seen.forEach((rings, round) => {
        const [signing = ''] = keys(rings, name);
        for (const other of seen.slice(Math.max(0, round - 1), round + 3))
          assert.ok(keys(other, name).includes(signing));
        for (const other of seen.slice(round + 3)) assert.ok(!keys(other, name).includes(signing), 'old keys go');
      });
      assert.equal(new Set(seen.map((rings) => keys(rings, name)[0])).size, seen.length, 'each rotation signs anew');
    }
  });

  it('starts from whatever the stack has put there', async () => {
    const secrets = new ScriptedSecrets();
    const id = secrets.begin();
    secrets.stages.set(id, ['AWSCURRENT']);
    secrets.values.set(id, 'x');
    await rotate(secrets);
    assert.equal(Object.keys(secrets.current()).length, KEY_RINGS.length);
  });

  it('a step that comes twice changes nothing more', async () => {
    const secrets = new ScriptedSecrets();
    await rotate(secrets);
    await rotate(secrets, [
      'createSecret',
      'createSecret',
      'setSecret',
      'testSecret',
      'testSecret',
      'finishSecret',
      'finishSecret',
    ]);
    const once = keys(secrets.current(), 'CURSOR_KEYS');
    assert.equal(once.length, 3);
  });

  it('keys that no instance accepts yet are never signed with', async () => {
    const secrets = new ScriptedSecrets();
    await rotate(secrets);
    const rotation = createRotation(secrets.client);
    const ClientRequestToken = secrets.begin();
    secrets.values.set(ClientRequestToken, JSON.stringify(firstRings()));
    const event = { SecretId: 'keys', ClientRequestToken };
    await assert.rejects(
      rotation({ ...event, Step: 'testSecret' }),
      /expected GUEST_SESSION_KEYS to sign with a key that is accepted/,
    );
  });

  it('refuses a version that is not being rotated, and tells no text of a bad secret', async () => {
    const secrets = new ScriptedSecrets();
    const event = { Step: 'createSecret', SecretId: 'keys', ClientRequestToken: 'other' } as const;
    await assert.rejects(createRotation(secrets.client)(event), /being rotated/);
    assert.throws(
      () => parseRings(JSON.stringify({ ...firstRings(), CURSOR_KEYS: 'hunter2,hunter2' })),
      (cause: Error) => {
        assert.match(cause.message, /CURSOR_KEYS/);
        assert.doesNotMatch(cause.message, /hunter2/);
        return true;
      },
    );
  });

  it('rings never grow beyond four keys', () => {
    let rings = firstRings();
    for (let round = 0; round < 10; round += 1) rings = rotated(rings);
    assert.ok(KEY_RINGS.every((name) => keys(rings, name).length === 4));
  });
});
