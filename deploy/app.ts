import { App, ReferenceStrength, Tags, Validations, type AppProps, type Environment } from 'aws-cdk-lib';
import { DEFAULT_CROSS_STACK_REFERENCES } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stageNamed, type Stage } from './stages';
import { ApiStack } from './stacks/ApiStack';
import { DataStack } from './stacks/DataStack';
import type { EdgeKeys } from './stacks/edge/EdgeKeys';
import { EdgeStack, type EdgeParts } from './stacks/edge/EdgeStack';
import { EdgeWatchStack } from './stacks/edge/EdgeWatchStack';
import { FirewallStack } from './stacks/edge/FirewallStack';
import { IdentityStack } from './stacks/IdentityStack';
import { KeysStack } from './stacks/KeysStack';
import { WatchStack } from './stacks/paging/WatchStack';
import { SocketsStack } from './stacks/sockets/SocketsStack';

/**
 * A stack reads another one's outputs when it is deployed, and keeps none of them from being replaced: a table that was restored can take
 * the place of the old one. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
const WEAK = { [DEFAULT_CROSS_STACK_REFERENCES]: ReferenceStrength.WEAK };

/** Of these the CDK knows tags, and cfn-lint does not yet: to be without them costs nothing, to fail in the middle of a deployment does. */
const UNTAGGED = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::CloudWatch::Dashboard',
  'AWS::ElasticLoadBalancingV2::Listener',
];

/** Every stack of a stage. Nothing is looked up: what it makes depends on the stage and the bundles alone. */
export function createApp(stage: Stage, { context, ...props }: AppProps = {}): App {
  const app = new App({ analyticsReporting: false, treeMetadata: false, ...props, context: { ...WEAK, ...context } });
  const env = { region: process.env.CDK_DEFAULT_REGION ?? 'eu-central-1', account: process.env.CDK_DEFAULT_ACCOUNT };
  const named = (name: string) => `fieldgate-${stage.name}-${name}`;
  const data = new DataStack(app, named('data'), { stage, env });
  const identity = new IdentityStack(app, named('identity'), { stage, env });
  const { keys, edgeKeys, rotation } = new KeysStack(app, named('keys'), { stage, env });
  const { table, rateLimits, changes, images } = data;
  const parts = { stage, env, keys, edgeKeys, table, rateLimits, pool: identity.pool, client: identity.client };
  const api = new ApiStack(app, named('api'), parts);
  const watched = { tables: data.watched, rotation, confirmation: identity.confirmation, api, identity };
  const watch = new WatchStack(app, named('watch'), { stage, env, ...watched });
  if (stage.sockets) {
    const more = { ...stage.sockets, changes, images, alarms: watch.topic };
    const { balancer } = new SocketsStack(app, named('sockets'), { ...parts, ...more });
    addEdge(app, stage, { env, edgeKeys, gateway: api.gateway, balancer, named });
  }
  for (const [key, value] of Object.entries({ application: 'fieldgate', stage: stage.name }))
    Tags.of(app).add(key, value, { excludeResourceTypes: UNTAGGED });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

interface Behind extends Omit<EdgeParts, 'domain' | 'edgeKeys' | 'firewallArn' | 'stage'> {
  readonly edgeKeys: EdgeKeys | null;
  readonly env: Environment;
  readonly named: (name: string) => string;
}

/** One name for all, where the stage has one. What is CloudFront's own is of us-east-1, wherever everything else is. */
function addEdge(app: App, stage: Stage, { env, named, edgeKeys, ...behind }: Behind): void {
  const { domain } = stage;
  if (!domain || !edgeKeys) return;
  const abroad = { ...env, region: 'us-east-1' };
  const { arn: firewallArn, refused } = new FirewallStack(app, named('firewall'), { stage, env: abroad });
  const edge = new EdgeStack(app, named('edge'), { ...behind, stage, env, domain, edgeKeys, firewallArn });
  const { distributionId, logBucketArn } = edge;
  new EdgeWatchStack(app, named('edgewatch'), { stage, env: abroad, domain, distributionId, logBucketArn, refused });
}

// As the CDK's command line starts it.
if (require.main === module) {
  const context = new App({ autoSynth: false }).node.tryGetContext('stage') as unknown;
  createApp(stageNamed(context)).synth();
}
