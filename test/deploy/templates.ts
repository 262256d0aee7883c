import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * What is deployed, by the templates of prod, which `npm run templates --prefix deploy` makes. Tests that read them are named
 * `*.deployed.ts`, and `npm run test:deployed` runs them: `npm test` needs no CDK.
 */

const FOLDER = join(__dirname, '../../deploy/build/templates');
if (!existsSync(FOLDER))
  throw new Error('expected deploy/build/templates: `npm run templates --prefix deploy` makes it.');

// Each type of resource has properties of its own, and tests say which.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Properties = Record<string, any>;

export interface Resource {
  /** The name in the template, without the hash at its end. */
  readonly name: string;
  readonly id: string;
  /** Without the stage: such as `data`. */
  readonly stack: string;
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
}

interface Template {
  readonly stack: string;
  readonly text: string;
  readonly Resources: Readonly<Record<string, Omit<Resource, 'name' | 'id' | 'stack'>>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
}

export const TEMPLATES: readonly Template[] = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const stack = /^fieldgate-prod-(\w+)\.json$/.exec(file)?.[1] ?? '';
  return { ...(JSON.parse(text) as Omit<Template, 'stack' | 'text'>), stack, text };
});

export const RESOURCES: readonly Resource[] = TEMPLATES.flatMap(({ stack, Resources }) =>
  Object.entries(Resources).map(([id, resource]) => ({
    ...resource,
    // Some have nothing to say but their type.
    Properties: (resource.Properties as Properties | undefined) ?? {},
    ...{ id, stack, name: id.replace(/[0-9A-F]{8}$/, '') },
  })),
);

export const ofType = (type: string): readonly Resource[] => RESOURCES.filter(({ Type }) => Type === type);
