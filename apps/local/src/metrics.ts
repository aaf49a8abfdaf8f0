/** One CloudWatch metric, aggregated since the start. */
export interface Metric {
  readonly account: string;
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricTotal extends Metric {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Aggregates what functions print in CloudWatch's embedded metric format. */
export class Metrics {
  private readonly totals = new Map<string, MetricTotal>();

  /** @returns the data points of the line, none when it is not in the embedded metric format */
  read(account: string, line: string): (Metric & { value: number })[] {
    const points = parseEmbeddedMetrics(account, line);
    for (const point of points) this.add(point);
    return points;
  }

  all(): MetricTotal[] {
    return [...this.totals.values()];
  }

  private add({ value, ...metric }: Metric & { value: number }): void {
    const key = JSON.stringify([metric.account, metric.namespace, metric.name, metric.dimensions]);
    const before = this.totals.get(key);
    this.totals.set(key, {
      ...metric,
      count: (before?.count ?? 0) + 1,
      sum: (before?.sum ?? 0) + value,
      minimum: Math.min(before?.minimum ?? value, value),
      maximum: Math.max(before?.maximum ?? value, value),
    });
  }
}

interface EmbeddedDirective {
  readonly Namespace: string;
  readonly Dimensions?: readonly (readonly string[])[];
  readonly Metrics?: readonly { readonly Name: string; readonly Unit?: string }[];
}

// CloudWatch user guide, "Specification: Embedded metric format".
function parseEmbeddedMetrics(account: string, line: string): (Metric & { value: number })[] {
  if (!line.includes('"_aws"')) return [];
  let root: Record<string, unknown>;
  try {
    root = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return [];
  }
  const directives = (root['_aws'] as { CloudWatchMetrics?: EmbeddedDirective[] } | undefined)?.CloudWatchMetrics;
  if (!Array.isArray(directives)) return [];
  const points: (Metric & { value: number })[] = [];
  for (const directive of directives) {
    for (const names of directive.Dimensions?.length ? directive.Dimensions : [[]]) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(root[name])]));
      for (const { Name: name, Unit: unit = 'None' } of directive.Metrics ?? []) {
        for (const value of [root[name]].flat()) {
          if (typeof value === 'number')
            points.push({ account, namespace: directive.Namespace, name, unit, dimensions, value });
        }
      }
    }
  }
  return points;
}
