import { App, Tags, Validations, type AppProps } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stageNamed, type Stage } from './stages';
import { ApiStack } from './stacks/ApiStack';
import { DataStack } from './stacks/DataStack';
import { IdentityStack } from './stacks/IdentityStack';
import { KeysStack } from './stacks/KeysStack';
import { SocketsStack } from './stacks/SocketsStack';
import { WatchStack } from './stacks/WatchStack';

/** Every stack of a stage. Nothing is looked up: what it makes depends on the stage and the bundles alone. */
export function createApp(stage: Stage, props: AppProps = {}): App {
  const app = new App({ analyticsReporting: false, treeMetadata: false, ...props });
  const env = { region: process.env.CDK_DEFAULT_REGION ?? 'eu-central-1', account: process.env.CDK_DEFAULT_ACCOUNT };
  const named = (name: string) => `fieldgate-${stage.name}-${name}`;
  const data = new DataStack(app, named('data'), { stage, env });
  const identity = new IdentityStack(app, named('identity'), { stage, env });
  const { keys, rotation } = new KeysStack(app, named('keys'), { stage, env });
  const parts = {
    stage,
    env,
    keys,
    table: data.table,
    rateLimits: data.rateLimits,
    pool: identity.pool,
    client: identity.client,
  };
  const api = new ApiStack(app, named('api'), parts);
  new SocketsStack(app, named('sockets'), { ...parts, changes: data.changes, images: data.images });
  new WatchStack(app, named('watch'), {
    stage,
    env,
    table: data.table,
    lambda: api.function.lambda,
    rotation,
    gateway: api.gateway,
  });
  Tags.of(app).add('application', 'fieldgate');
  Tags.of(app).add('stage', stage.name);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

// As the CDK's command line starts it.
if (require.main === module) {
  const context = new App({ autoSynth: false }).node.tryGetContext('stage') as unknown;
  createApp(stageNamed(context ?? process.env.STAGE ?? 'dev')).synth();
}
