import type { ClientRegistry, MetricName } from '@org/configuration';
import type { CorrelationConfig } from '@org/correlation-engine';
import type { DecisionRecord, InvestigationStore } from '@org/investigation-store';
import type { Metrics } from '@org/lambda-runtime';
import { deliver, type DeliverPorts } from './deliver';
import { findOpenPattern } from './open-pattern';
import type { Worker } from './telling';
import type { RoutePorts } from './route-investigation';

/** Everything that the router and its sweep need from the outside world. */
export interface RouterPorts
  extends Pick<RoutePorts, 'routingTable' | 'configurationVersion' | 'placeOf'>,
    Pick<DeliverPorts, 'now' | 'sleep' | 'limitOf' | 'notifierFor' | 'linkFor' | 'lateAfterMinutes'> {
  readonly registry: ClientRegistry;
  readonly patternDetection: CorrelationConfig;
  /** After how long without a heartbeat an agent space counts as silent. */
  readonly silentAfterMinutes: number;
  readonly store: InvestigationStore;
  readonly metered: () => Metrics<MetricName>;
}

/** What one message, or one look of the sweep, works with. */
export type WorkingPorts = DeliverPorts & RoutePorts & Pick<RouterPorts, 'store'>;

export function workingPorts(
  ports: RouterPorts,
  worker: Worker,
  metered: Metrics<MetricName>,
  { log, warn }: { log: (decision: DecisionRecord) => void; warn: (error: unknown) => void },
): WorkingPorts {
  const delivering = { ...ports, worker, metered };
  return {
    ...delivering,
    log,
    openPatternOf: (event) => findOpenPattern(event, { ...ports, warn }),
    deliver: (destination, event, decision) => deliver({ destination, event, decision }, delivering),
  };
}
