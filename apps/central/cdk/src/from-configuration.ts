import { analysisOf, busSenders, centralDocument, type Configuration } from '@org/configuration';
import type { CentralStackProps } from './central-stack';

/** What the configuration means for the central stack. The same configuration gives the same template, to the byte. */
export function centralStackProps(configuration: Configuration): CentralStackProps {
  const { event_bus } = configuration.central;
  return {
    busName: event_bus.name,
    retentionDays: event_bus.retention_days,
    senders: busSenders(configuration),
    configurationDocument: `${JSON.stringify(centralDocument(configuration), null, 2)}\n`,
    secretNames: secretNames(configuration),
    analysis: analysisOf(configuration.central),
  };
}

/** Every secret that the configuration names, each once, sorted: the value of each key that ends with `_secret`. */
export function secretNames(configuration: unknown): string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && key.endsWith('_secret')) names.add(inner);
      visit(inner);
    }
  };
  visit(configuration);
  return [...names].sort();
}
