/** Units of CloudWatch that we use. */
export type MetricUnit = 'Count' | 'Milliseconds' | 'Seconds' | 'Bytes' | 'Percent' | 'None';

/** Collects values until {@link Metrics.flush} prints them. */
export interface Metrics<Name extends string = string> {
  /** Adds one value, 1 unless given. A name that is added again keeps all its values, so averages stay true. */
  add(name: Name, value?: number): void;
  /** Prints what was added as one line, then forgets it. Properties are searchable in the logs and cost no metric. */
  flush(properties?: Readonly<Record<string, string | number>>): void;
}

/** CloudWatch, "Embedded metric format specification": at most 100 values of a metric in one document. */
const MAX_VALUES = 100;

/**
 * Metrics in CloudWatch's embedded metric format: a line on standard output that CloudWatch Logs turns into metrics, at
 * no call and no wait. No dimensions on purpose: what differs by client is a property, because each combination of
 * dimensions would be billed as a metric of its own.
 *
 * @param namespace the CloudWatch namespace
 * @param list every metric that there is, with its unit: each is billed for existing, so no other name can be added
 * @param write where a line goes, for tests
 * @param now milliseconds since 1970, for tests
 */
export function metrics<Name extends string>(
  namespace: string,
  list: Readonly<Record<Name, { readonly unit: MetricUnit }>>,
  write: (line: string) => void = (line) => void process.stdout.write(line),
  now: () => number = Date.now,
): Metrics<Name> {
  let collected = new Map<string, { unit: MetricUnit; values: number[] }>();
  const flush: Metrics<Name>['flush'] = (properties = {}) => {
    if (collected.size === 0) return;
    const document = {
      ...properties,
      ...Object.fromEntries(
        [...collected].map(([name, { values }]) => [name, values.length === 1 ? values[0] : values]),
      ),
      _aws: {
        Timestamp: now(),
        CloudWatchMetrics: [
          {
            Namespace: namespace,
            Dimensions: [[]],
            Metrics: [...collected].map(([name, { unit }]) => ({ Name: name, Unit: unit })),
          },
        ],
      },
    };
    collected = new Map();
    write(`${JSON.stringify(document)}\n`);
  };
  return {
    add(name, value = 1) {
      const metric = collected.get(name) ?? { unit: list[name].unit, values: [] };
      collected.set(name, metric);
      metric.values.push(value);
      if (metric.values.length === MAX_VALUES) flush();
    },
    flush,
  };
}
