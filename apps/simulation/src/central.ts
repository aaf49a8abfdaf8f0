import { clientRegistry, type Configuration } from '@org/configuration';
import { investigationStore } from '@org/investigation-store';
import type { tableInMemory } from '@org/investigation-store/testing';
import { secretReader, type Logger, type SecretSource } from '@org/lambda-runtime';
import type { HttpAnswer, HttpRequest } from '@org/notifiers';
import { notifiersOf } from '@org/notifiers/configured';
import { routingTableOf } from '@org/router/src/config';
import { placesIn } from '@org/router/src/places';
import type { RouterPorts } from '@org/router/src/receive';
import type { Clock } from './clock';
import { tableCall } from './table-call';
import type { Worker } from './worker';

/** What of central stays the same from one invocation to the next. */
export interface Central {
  readonly configuration: Configuration;
  readonly registry: RouterPorts['registry'];
  readonly routingTable: RouterPorts['routingTable'];
}

export function centralOf(configuration: Configuration): Central {
  return { configuration, registry: clientRegistry(configuration), routingTable: routingTableOf(configuration) };
}

export interface Surroundings {
  readonly clock: Clock;
  readonly table: ReturnType<typeof tableInMemory>;
  readonly vendorFor: (request: HttpRequest) => { answer: (request: HttpRequest) => HttpAnswer };
}

/** What every function of central has of the outside world. */
export interface Systems extends Pick<RouterPorts, 'now' | 'store'> {
  readonly notifierFor: ReturnType<typeof notifiersOf>;
}

/** Simulated systems in place of the real ones, each call of which is one of the worker's. */
export function systemsOf(
  worker: Worker,
  configuration: Configuration,
  { clock, table, vendorFor }: Surroundings,
): Systems {
  const source = {
    send: (command: { input: { SecretId?: string } }) =>
      worker.call('GetSecretValue', 'secret', () => ({ SecretString: command.input.SecretId ?? '' })),
  } as unknown as SecretSource;
  return {
    now: worker.now,
    store: investigationStore({
      tableName: 'central',
      client: table.documents(tableCall(worker, table)),
      retentionDays: configuration.central.event_bus.retention_days,
      now: worker.now,
    }),
    notifierFor: notifiersOf(
      configuration,
      secretReader(source, () => clock.now),
      (request) => worker.call(httpPoint(request), 'http', () => vendorFor(request).answer(request)),
    ),
  };
}

/** As the handler connects it, with simulated systems for the real ones; each invocation is a cold start. */
export function centralPorts(
  worker: Worker,
  { configuration, registry, routingTable }: Central,
  surroundings: Surroundings,
): RouterPorts {
  const { monitoring, routing_rules } = configuration.central;
  return {
    ...systemsOf(worker, configuration, surroundings),
    sleep: worker.sleep,
    registry,
    routingTable,
    configurationVersion: 'simulated',
    linkFor: (event) => event.links.devops_agent_investigation,
    silentAfterMinutes: monitoring.silent_after_minutes,
    lateAfterMinutes: monitoring.late_after_minutes,
    patternDetection: routing_rules.pattern_detection,
    ...placesIn(configuration),
    metered: () => unmetered,
  };
}

function httpPoint({ url, method, body }: HttpRequest): string {
  if (url.includes('pagerduty')) {
    const { event_action = 'look-up' } = (method === 'POST' ? JSON.parse(body ?? '') : {}) as { event_action?: string };
    return `PagerDuty ${event_action}`;
  }
  if (url.endsWith('/transitions')) return method === 'POST' ? 'Jira transition' : 'Jira transitions';
  if (url.endsWith('search/jql')) return 'Jira look-up';
  if (url.includes('slack')) return 'Slack message';
  if (url.endsWith('/issueLink')) return 'Jira link';
  if (url.includes('/comment')) return method === 'POST' ? 'Jira comment' : 'Jira comments';
  return 'Jira create';
}

const nothing = () => undefined;
export const silent = { info: nothing, warn: nothing, error: nothing } as unknown as Logger;
const unmetered = { add: nothing, flush: nothing };
