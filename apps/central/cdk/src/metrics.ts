import { METRIC_NAMESPACE, type MetricName } from '@org/configuration';
import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** One of our own metrics. It has no dimension: each combination would be billed as a metric of its own. */
export function ourMetric(metricName: MetricName, period: Duration, statistic = 'Sum'): Metric {
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, statistic, period });
}
