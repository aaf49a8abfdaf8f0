import { METRICS, METRIC_NAMESPACE, type MetricName } from '@org/configuration';
import { metrics } from '@org/lambda-runtime';

/** The metrics of one message. Only names of the closed list exist, each with its unit. */
export interface Metered {
  add(name: MetricName, value?: number): void;
  flush(properties: Readonly<Record<string, string>>): void;
}

/** Metrics on standard output, as CloudWatch reads them. */
export function metered(): Metered {
  const { add, flush } = metrics(METRIC_NAMESPACE);
  return { add: (name, value = 1) => add(name, value, METRICS[name].unit), flush };
}
