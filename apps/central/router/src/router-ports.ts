import type { ClientRegistry, MetricName } from '@org/configuration';
import type { DecisionRecord, InvestigationStore } from '@org/investigation-store';
import type { Metrics } from '@org/lambda-runtime';
import { deliver, type DeliverPorts, type Worker } from './deliver';
import type { RoutePorts } from './route-investigation';

/** Everything that the router and its sweep need from the outside world. */
export interface RouterPorts
  extends Pick<RoutePorts, 'routingTable' | 'configurationVersion'>,
    Pick<DeliverPorts, 'now' | 'notifierFor' | 'linkFor' | 'lateAfterMinutes'> {
  readonly registry: ClientRegistry;
  readonly store: InvestigationStore;
  readonly metered: () => Metrics<MetricName>;
}

/** What one message, or one look of the sweep, works with. */
export type WorkingPorts = DeliverPorts & RoutePorts & Pick<RouterPorts, 'store'>;

export function workingPorts(
  ports: RouterPorts,
  worker: Worker,
  metered: Metrics<MetricName>,
  log: (decision: DecisionRecord) => void,
): WorkingPorts {
  const delivering = { ...ports, worker, metered };
  return {
    ...delivering,
    log,
    deliver: (destination, event, decision) => deliver({ destination, event, decision }, delivering),
  };
}
