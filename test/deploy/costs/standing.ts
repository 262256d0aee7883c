import { POLLS_LESS_BY } from '../../../src/notifications/createNotifications';
import { VARIABLES } from '../../../src/configuration/variables';
import { metricsOf } from '../CloudWatch';
import { ofType, RESOURCES, type Resource } from '../templates';
import { costOf, PRICES } from './prices';

/** What is paid each month, whoever asks. */
export interface Standing {
  readonly what: string;
  readonly usd: number;
}

const { monthHours, assumptions } = PRICES;
const MONTH_SECONDS = monthHours * 3600;
/** One for subscriptions, one for notices. */
const READERS = 2;
/** Of a small item in a transaction. */
const LEASE_UNITS = 2;

const numberOf = (value: unknown) => Number(value ?? 0);
const counted = (count: number, one: string, more: string) => `${String(count)} ${count === 1 ? one : more}`;

/** Kinds of resources that are deployed and have no price yet. */
export function unpriced(): string[] {
  const known = new Set([...PRICES.byUse, ...PRICES.free, ...Object.keys(PRICED)]);
  return [...new Set(RESOURCES.map(({ Type }) => Type))].filter((type) => !known.has(type));
}

const hourly = (price: string, count: number) => costOf(price, count * monthHours);

/** What all resources of a kind come to. */
const PRICED: Readonly<Record<string, (all: readonly Resource[]) => Standing>> = {
  // As many as there always are; where there is more to do, more are paid for.
  'AWS::ApplicationAutoScaling::ScalableTarget': (all) => {
    const [task] = ofType('AWS::ECS::TaskDefinition');
    const count = all.reduce((sum, { Properties }) => sum + numberOf(Properties.MinCapacity), 0);
    const [cpus, gigabytes] = [numberOf(task?.Properties.Cpu) / 1024, numberOf(task?.Properties.Memory) / 1024];
    const usd = hourly('taskCpuHour', count * cpus) + hourly('taskGigabyteHour', count * gigabytes);
    return { what: `${counted(count, 'task', 'tasks')} (${String(cpus)} vCPU, ${String(gigabytes)} GB, arm64)`, usd };
  },
  'AWS::ElastiCache::ReplicationGroup': (all) => {
    const nodes = all.map(({ Properties }) => ({
      type: String(Properties.CacheNodeType),
      count: numberOf(Properties.NumNodeGroups) * (1 + numberOf(Properties.ReplicasPerNodeGroup)),
    }));
    return {
      what: nodes.map(({ type, count }) => `${String(count)} \`${type}\` (Valkey)`).join(', '),
      usd: nodes.reduce((sum, { type, count }) => sum + hourly(type, count), 0),
    };
  },
  'AWS::EC2::NatGateway': ({ length }) => ({
    what: counted(length, 'NAT gateway', 'NAT gateways'),
    usd: hourly('natGatewayHour', length),
  }),
  'AWS::EC2::EIP': ({ length }) => {
    const balancers = ofType('AWS::ElasticLoadBalancingV2::LoadBalancer').filter(
      ({ Properties }) => Properties.Scheme === 'internet-facing',
    );
    const count = length + balancers.reduce((sum, { Properties }) => sum + (Properties.Subnets as unknown[]).length, 0);
    return {
      what: `${String(count)} public addresses, of the NAT gateways${balancers.length > 0 ? ' and the load balancer' : ''}`,
      usd: hourly('publicAddressHour', count),
    };
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ length }) => ({
    what: 'load balancer',
    usd: hourly('balancerHour', length),
  }),
  'AWS::SecretsManager::Secret': ({ length }) => ({
    what: counted(length, 'secret', 'secrets'),
    usd: costOf('secretMonth', length),
  }),
  // AWS asks for each metric that an alarm looks at.
  'AWS::CloudWatch::Alarm': (all) => {
    const looks = all.reduce((sum, { Properties }) => sum + metricsOf(Properties).length, 0);
    return {
      what: `${counted(all.length, 'alarm', 'alarms')} over ${String(looks)} metrics`,
      usd: costOf('alarmMonth', looks),
    };
  },
  // For each that there is, and for each rule of it.
  'AWS::WAFv2::WebACL': (all) => {
    const rules = all.reduce((sum, { Properties }) => sum + (Properties.Rules as unknown[]).length, 0);
    return {
      what: `firewall of ${counted(rules, 'rule', 'rules')}`,
      usd: costOf('firewallMonth', all.length) + costOf('firewallRuleMonth', rules),
    };
  },
  // Each has two alarms of its own.
  'AWS::ApplicationAutoScaling::ScalingPolicy': ({ length }) => ({
    what: counted(2 * length, 'alarm that starts or ends tasks', 'alarms that start or end tasks'),
    usd: costOf('alarmMonth', 2 * length),
  }),
  'AWS::Logs::MetricFilter': ({ length }) => ({
    what: `${counted(length, 'metric', 'metrics')} of log lines`,
    usd: costOf('metricMonth', length),
  }),
  'AWS::CloudWatch::Dashboard': ({ length }) => ({
    what: counted(length, 'dashboard', 'dashboards'),
    usd: costOf('dashboardMonth', length),
  }),
};

export function standingCosts(): readonly Standing[] {
  const priced = Object.entries(PRICED).map(([type, price]) => price(ofType(type)));
  return [...priced, insights(), streamReads(), leases()].filter(({ usd }) => usd > 0);
}

/** Whether each access of an item is an event of Contributor Insights, for which AWS asks as well. */
export function insightsModes(): readonly string[] {
  return ofType('AWS::DynamoDB::GlobalTable').flatMap(({ Properties }) => {
    const [replica] = Properties.Replicas as {
      ContributorInsightsSpecification?: { Enabled?: boolean; Mode?: string };
    }[];
    const given = replica?.ContributorInsightsSpecification;
    return given?.Enabled === true ? [given.Mode ?? 'ACCESSED_AND_THROTTLED_KEYS'] : [];
  });
}

/** For the partition key and for the whole key, each for what was throttled and, unless that alone is asked for, for what was accessed. */
function insights(): Standing {
  const rules = insightsModes().reduce((sum, mode) => sum + (mode === 'THROTTLED_KEYS' ? 2 : 4), 0);
  return { what: `${String(rules)} rules of Contributor Insights`, usd: costOf('insightsRuleMonth', rules) };
}

/** `GetRecords` is what AWS asks for; the other calls to the stream are free. */
function streamReads(): Standing {
  const pollSeconds = defaultOf('CHANGES_POLL_MS') / 1000;
  const perSecond = (1 + 1 / POLLS_LESS_BY) / pollSeconds;
  const { streamShards: shards } = assumptions;
  return {
    what: `looks into ${String(shards)} shards of the stream, ${String(perSecond)} a second each`,
    usd: costOf('streamRead', shards * perSecond * MONTH_SECONDS),
  };
}

function leases(): Standing {
  const everySeconds = defaultOf('CHANGES_LEASE_MS') / 1000 / assumptions.leaseKeptTimes;
  return {
    what: `${String(READERS)} leases, kept every ${everySeconds.toFixed(1)} s (twice a second more while changes come)`,
    usd: costOf('writeUnit', (READERS * LEASE_UNITS * MONTH_SECONDS) / everySeconds),
  };
}

function defaultOf(name: 'CHANGES_POLL_MS' | 'CHANGES_LEASE_MS'): number {
  return numberOf(VARIABLES[name].fallback);
}
