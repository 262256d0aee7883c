import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Metrics } from './Pager';

/** A graph for each metric, three in a row. */
export function addDashboard(scope: Construct, dashboardName: string, shown: readonly Metrics[]): void {
  const widgets = shown
    .flatMap((metrics) => Object.entries(metrics))
    .map(([title, metric]) => new cloudwatch.GraphWidget({ title, left: [metric], width: 8 }));
  const rows = Array.from({ length: Math.ceil(widgets.length / 3) }, (_, row) => widgets.slice(3 * row, 3 * row + 3));
  new cloudwatch.Dashboard(scope, 'Dashboard', { dashboardName, widgets: rows });
}
