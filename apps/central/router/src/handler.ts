import { setTimeout } from 'node:timers/promises';
import { METRICS, METRIC_NAMESPACE, clientRegistry } from '@org/configuration';
import { investigationStore } from '@org/investigation-store';
import { invokeHandler, metrics, queueHandler, secretReader } from '@org/lambda-runtime';
import { notifiersOf } from '@org/notifiers/configured';
import { readRouterConfig } from './config';
import { placesIn } from './places';
import { receive } from './receive';
import type { RouterPorts } from './router-ports';
import { sweepFollowUps } from './sweep';

// Once for each cold start: the only place where real systems are chosen.
function connect(env: NodeJS.ProcessEnv): RouterPorts {
  const { tableName, configuration, routingTable, configurationVersion } = readRouterConfig(env);
  return {
    now: () => new Date(),
    sleep: (ms) => setTimeout(ms),
    ...placesIn(configuration),
    registry: clientRegistry(configuration),
    routingTable,
    configurationVersion,
    store: investigationStore({ tableName, retentionDays: configuration.central.event_bus.retention_days }),
    notifierFor: notifiersOf(configuration, secretReader()),
    // A gateway for signed links would stand here; the arrival has already left out what leads elsewhere.
    linkFor: (event) => event.links.devops_agent_investigation,
    patternDetection: configuration.central.routing_rules.pattern_detection,
    silentAfterMinutes: configuration.central.monitoring.silent_after_minutes,
    lateAfterMinutes: configuration.central.monitoring.late_after_minutes,
    metered: () => metrics(METRIC_NAMESPACE, METRICS),
  };
}

// Called by AWS with a batch from either queue; reports the messages that failed, so only they return.
export const handler = queueHandler({ name: 'router', connect, run: receive });

// Called by a schedule each minute: tells what a queue could not, and asks what people did about the rest.
export const sweep = invokeHandler({
  name: 'router-sweep',
  connect,
  run: (_input, ports, meta) => sweepFollowUps(ports, meta),
});
