import {
  analysisOf,
  busSenders,
  centralDocument,
  routingProblem,
  routingTableSource,
  secretNames,
  type Configuration,
} from '@org/configuration';
import { parseRoutingTable } from '@org/routing-engine';
import type { CentralStackProps } from './central-stack';

/** What the configuration means for the central stack. The same configuration gives the same template, to the byte. */
export function centralStackProps(configuration: Configuration): CentralStackProps {
  const { event_bus, routing_rules } = configuration.central;
  return {
    busName: event_bus.name,
    retentionDays: event_bus.retention_days,
    senders: busSenders(configuration),
    configurationDocument: centralDocument(configuration),
    secretNames: secretNames(configuration),
    analysis: analysisOf(configuration.central),
    hearsHealth: routing_rules.pattern_detection.aws_health,
  };
}

/** What the router would refuse at its start is refused here, before it is deployed. */
export function routeProblems(configuration: Configuration): { pointer: string; what: string; mend: string }[] {
  const parsed = parseRoutingTable(routingTableSource(configuration));
  return parsed.ok ? [] : parsed.problems.map((problem) => routingProblem(configuration, problem));
}
