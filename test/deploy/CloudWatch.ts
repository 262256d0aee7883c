import { runInNewContext } from 'node:vm';
import { logPattern, parsedOf, selected } from './logPattern';
import { ofType } from './templates';

/*
 * CloudWatch, as far as it decides whom an alarm wakes: filters over lines of logs, and alarms over metrics and expressions, all of them
 * those of the committed templates of prod.
 */

interface Dimension {
  readonly Name: string;
  /** A string, or an object of CloudFormation's that says where it is taken from. */
  readonly Value: unknown;
}

interface Metric {
  readonly MetricName: string;
  readonly Namespace: string;
  readonly Dimensions?: readonly Dimension[];
}

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: Metric; readonly Stat: string };
  readonly ReturnData?: boolean;
}

interface AlarmProperties extends Partial<Metric> {
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly TreatMissingData: 'breaching' | 'notBreaching';
  readonly Metrics?: readonly Query[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
}

export interface Alarm extends AlarmProperties {
  readonly name: string;
  readonly stack: string;
}

interface FilterProperties {
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly [
    { readonly MetricName: string; readonly MetricNamespace: string; readonly MetricValue: string },
  ];
}

export const ALARMS: readonly Alarm[] = ofType('AWS::CloudWatch::Alarm').map(({ name, stack, Properties }) => ({
  ...(Properties as AlarmProperties),
  ...{ name, stack },
}));

const FILTERS = ofType('AWS::Logs::MetricFilter').map(({ stack, Properties }) => {
  const { FilterPattern, MetricTransformations } = Properties as FilterProperties;
  const [{ MetricName, MetricNamespace, MetricValue }] = MetricTransformations;
  const metric = { MetricName, Namespace: MetricNamespace };
  return { stack, matches: logPattern(FilterPattern), metric, value: MetricValue };
});

interface Measurement extends Metric {
  readonly value: number;
}

/** What is measured within one period, which then lasts for as many as an alarm asks for. */
export class CloudWatch {
  private readonly measured: Measurement[] = [];

  /** Lines that the process of this stack has logged. */
  hear(stack: 'watch' | 'sockets', lines: readonly string[]): void {
    for (const { metric, matches, value } of FILTERS.filter((filter) => filter.stack === stack))
      for (const line of lines.filter(matches))
        this.measured.push({
          ...metric,
          value: value.startsWith('$') ? Number(selected(parsedOf(line), value)) : Number(value),
        });
  }

  /** A value that a service of AWS's measures; of each dimension a part of its value is enough. */
  measure(
    Namespace: string,
    MetricName: string,
    value: number,
    dimensions: Readonly<Record<string, string>> = {},
  ): void {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    this.measured.push({ Namespace, MetricName, Dimensions, value });
  }

  /** Names of the alarms whose condition is met, sorted. */
  get ringing(): string[] {
    return ALARMS.filter((alarm) => this.isRinging(alarm))
      .map(({ name }) => name)
      .sort();
  }

  private isRinging(alarm: Alarm): boolean {
    const value = this.valueOf(alarm);
    if (value === undefined) return alarm.TreatMissingData === 'breaching';
    switch (alarm.ComparisonOperator) {
      case 'GreaterThanOrEqualToThreshold':
        return value >= alarm.Threshold;
      case 'LessThanOrEqualToThreshold':
        return value <= alarm.Threshold;
      default:
        throw new Error(`expected a comparison that this knows; got ${alarm.ComparisonOperator}`);
    }
  }

  private valueOf(alarm: Alarm): number | undefined {
    const { Namespace, MetricName, Dimensions, Metrics, Statistic, ExtendedStatistic } = alarm;
    if (!Metrics)
      return this.statistic({ Namespace, MetricName, Dimensions } as Metric, Statistic ?? ExtendedStatistic);
    const values = new Map<string, number | undefined>();
    for (const { Id, MetricStat } of Metrics)
      if (MetricStat) values.set(Id, this.statistic(MetricStat.Metric, MetricStat.Stat));
    const { Expression = '' } = Metrics.find((query) => query.Expression !== undefined) ?? {};
    return evaluate(Expression, values);
  }

  private statistic(metric: Metric, statistic: string | undefined): number | undefined {
    const values = this.measured.filter((measurement) => isOf(measurement, metric)).map(({ value }) => value);
    if (values.length === 0) return undefined;
    if (statistic === 'Sum') return values.reduce((sum, value) => sum + value, 0);
    if (statistic === 'Minimum') return Math.min(...values);
    if (statistic === 'Average') return values.reduce((sum, value) => sum + value, 0) / values.length;
    // Of the few values that a test measures, the slowest in a hundred is the slowest.
    if (statistic === 'Maximum' || statistic === 'p99') return Math.max(...values);
    throw new Error(`expected a statistic that this knows; got ${String(statistic)}`);
  }
}

/** A metric with one dimension more or less is another one. */
function isOf(measurement: Measurement, { Namespace, MetricName, Dimensions = [] }: Metric): boolean {
  const given = measurement.Dimensions ?? [];
  return (
    measurement.Namespace === Namespace &&
    measurement.MetricName === MetricName &&
    given.length === Dimensions.length &&
    given.every(({ Name, Value }) =>
      Dimensions.some((each) => each.Name === Name && JSON.stringify(each.Value).includes(String(Value))),
    )
  );
}

/** With what CloudWatch makes of where nothing was measured: an expression over it has no value either. */
function evaluate(expression: string, values: ReadonlyMap<string, number | undefined>): number | undefined {
  const filled = [...expression.matchAll(/FILL\((\w+), 0\)/g)].map(([, name]) => name ?? '');
  const names = [...values.keys()];
  if (names.every((name) => values.get(name) === undefined)) return undefined;
  const missing = names.filter((name) => values.get(name) === undefined && !filled.includes(name));
  if (missing.length > 0) return undefined;
  const functions = {
    FILL: (value: number | undefined, other: number) => value ?? other,
    IF: (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise),
    MAX: (all: readonly number[]) => Math.max(...all),
  };
  return runInNewContext(expression, { ...functions, ...Object.fromEntries(values) }) as number;
}
