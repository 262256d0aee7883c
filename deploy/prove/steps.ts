import { askEveryField } from './askEveryField';
import { prepareWorld, type World } from './callers';
import { tryEveryAttribute } from './deniedAttributes';
import { ask, dataOf } from './graphql';
import type { Site } from './Site';
import { Unproven, type Step } from './Step';

const BOTH = ['local', 'aws'] as const;

/** Who asks, made once for all steps of one run. */
class Worlds {
  private readonly made = new WeakMap<Site, Promise<World>>();

  async of(site: Site): Promise<World> {
    const known =
      this.made.get(site) ?? site.url().then(async (url) => prepareWorld(url, async (role) => site.idTokenOf(role)));
    this.made.set(site, known);
    // The next step may have more luck.
    return known.catch((error: unknown) => {
      this.made.delete(site);
      throw error;
    });
  }
}

const worlds = new Worlds();

/** What only AWS can prove, in the order in which it is done. */
export const STEPS: readonly Step<Site>[] = [
  {
    name: 'deploy',
    about: 'everything, and demo data',
    where: BOTH,
    run: async (site, say) => site.deploy(say),
  },
  { name: 'callers', about: 'signs in as every role', where: BOTH, run: signIn },
  {
    name: 'fields',
    about: 'asks for every field as every role',
    where: BOTH,
    run: async (site, say) => {
      const { requiresSecondFactor } = site;
      const seen = await askEveryField(await site.url(), await worlds.of(site), { requiresSecondFactor });
      for (const each of seen) say(each);
    },
  },
  {
    name: 'attributes',
    about: 'tries every attribute in the name of every role, denied ones and allowed ones',
    where: BOTH,
    run: tryEveryAttribute,
  },
  {
    name: 'keys',
    about: 'rotates the signing keys',
    where: BOTH,
    run: async (site, say) => site.rotateKeys(await worlds.of(site), say),
  },
  { name: 'page', about: 'pages somebody', where: BOTH, run: async (site, say) => site.page(say) },
  {
    name: 'restore',
    about: 'the drill of docs/operations.md',
    where: BOTH,
    run: async (site, say) => site.restore(say),
  },
  { name: 'destroy', about: 'removes everything', where: BOTH, run: async (site, say) => site.destroy(say) },
];

async function signIn(site: Site, say: (saw: string) => void): Promise<void> {
  const { callers } = await worlds.of(site);
  for (const { name, role, headers } of callers.filter(({ isVisitor }) => !isVisitor)) {
    const { viewer } = await dataOf<{ viewer: { roles: readonly string[] } }>(
      ask(await site.url(), '{ viewer { roles } }', headers),
    );
    if (viewer.roles.join() !== role)
      throw new Unproven(
        `${name} to be ${role}`,
        `they are ${viewer.roles.join(' and ') || 'nobody'}`,
        'See the groups of the user pool.',
      );
    say(`${name} is ${role}`);
  }
}
