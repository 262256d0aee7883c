/* Synthesizes both stages into cdk.out/, with nothing but node: no network, no container, no command line of the CDK's. */
import { join } from 'node:path';
import { createApp } from './app';
import { stageNamed } from './stages';
import { DOMAIN, SOCKETS } from './templates';

for (const name of ['dev', 'prod']) {
  const { stacks, directory } = createApp(
    { sockets: SOCKETS, domain: DOMAIN, ...stageNamed(name) },
    { outdir: join(__dirname, 'cdk.out', name) },
  ).synth();
  // A finding that nobody has explained ends the synthesis with an error.
  process.stdout.write(
    `${name}: cdk-nag AwsSolutions has nothing to say; ${stacks.map(({ stackName }) => stackName).join(', ')} in ${directory}\n`,
  );
}
