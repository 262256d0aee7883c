import type { World } from './callers';
import { ask, dataOf, signedIn } from './graphql';
import { Unproven } from './Step';

/** Whether this server takes these tokens of a guest session and of a visit. Rejects with an `Unproven` where it does not. */
export async function assertTaken(
  url: string,
  { guestToken, visitToken }: Pick<World, 'guestToken' | 'visitToken'>,
  whose: string,
): Promise<void> {
  const query = '{ viewer { guestSessionExpiresAt visitedShop { name } } }';
  const headers = { ...signedIn(guestToken), 'x-visit-token': visitToken };
  const { viewer } = await dataOf<{ viewer: { guestSessionExpiresAt: string | null; visitedShop: object | null } }>(
    ask(url, query, headers),
  ).catch((error: unknown) => {
    throw new Unproven(`${whose} to be taken`, (error as Error).message, 'See "Keys" in docs/operations.md.');
  });
  if (viewer.guestSessionExpiresAt === null || viewer.visitedShop === null)
    throw new Unproven(`${whose} to be taken`, 'they grant nothing', 'See "Keys" in docs/operations.md.');
}

/** The id of the key that has signed a token, as its header names it. */
export function signerOf(token: string): string {
  const [header = ''] = token.split('.');
  return String((JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid?: unknown }).kid);
}

/** Rejects with an `Unproven` where the same key has signed both. */
export function assertOtherSigner(before: string, after: string): void {
  if (signerOf(before) !== signerOf(after)) return;
  throw new Unproven(
    'a new key to sign after the rotation',
    'the old one still does',
    'See the log of the function Rotation, and whether the server has been started anew since.',
  );
}
