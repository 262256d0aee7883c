import { runInNewContext } from 'node:vm';
import { logPattern, parsedOf, selected } from './logPattern';
import { ofType } from './templates';

/*
 * CloudWatch, as far as it decides whom an alarm wakes: filters over lines of logs, and alarms over metrics and expressions, all of them
 * those of the templates of prod.
 */

interface Dimension {
  readonly Name: string;
  /** A string, or an object of CloudFormation's that says where it is taken from. */
  readonly Value: unknown;
}

export interface Metric {
  readonly MetricName: string;
  readonly Namespace: string;
  readonly Dimensions?: readonly Dimension[];
}

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: Metric; readonly Period: number; readonly Stat: string };
  readonly ReturnData?: boolean;
}

interface AlarmProperties extends Partial<Metric> {
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  /** In seconds; one that looks at several metrics has that of each of them. */
  readonly Period?: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
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

/** All that an alarm looks at. */
export function metricsOf({ Metrics, Namespace, MetricName, Dimensions }: Partial<AlarmProperties>): Metric[] {
  if (Metrics) return Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
  return Namespace === undefined || MetricName === undefined
    ? []
    : [{ Namespace, MetricName, ...(Dimensions && { Dimensions }) }];
}

/** How many datapoints an alarm rings at, and of how many minutes each is. */
export function datapointsOf({ EvaluationPeriods, DatapointsToAlarm, Period, Metrics = [] }: Alarm) {
  const periods = Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
  return { count: DatapointsToAlarm ?? EvaluationPeriods, minutes: Math.max(Period ?? 0, ...periods) / 60 };
}

/** Where something goes on for so many minutes, there is a datapoint at its beginning and at the end of each period. */
function isLongEnough(alarm: Alarm, goesOnFor: number): boolean {
  const { count, minutes } = datapointsOf(alarm);
  return (count - 1) * minutes <= goesOnFor;
}

/** What is measured within one period, and goes on like that. */
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

  /** Names of the alarms that ring when it has gone on for so many minutes, sorted. */
  ringing(minutes: number): string[] {
    return ALARMS.filter((alarm) => isLongEnough(alarm, minutes) && this.isRinging(alarm))
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

/** What is missing is added as 0, and left out of a list; where all of it is, there is no value. */
function evaluate(expression: string, values: ReadonlyMap<string, number | undefined>): number | undefined {
  if ([...values.values()].every((value) => value === undefined)) return undefined;
  const inList = expression.includes('MAX([');
  const known = [...values].map(([name, value]) => [name, value ?? (inList ? undefined : 0)] as const);
  const functions = {
    IF: (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise),
    MAX: (all: readonly (number | undefined)[]) => Math.max(...all.filter((value) => value !== undefined)),
  };
  const value = runInNewContext(expression, { ...functions, ...Object.fromEntries(known) }) as number;
  // A division by 0 has no value.
  return Number.isFinite(value) ? value : undefined;
}
