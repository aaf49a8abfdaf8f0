import {
  ANALYSIS_DEFAULTS,
  METRICS,
  METRIC_NAMESPACE,
  clientRegistry,
  resolveDestination,
  type Analysis,
} from '@org/configuration';
import { investigationStore } from '@org/investigation-store';
import { agentModel, converseModel, type LanguageModel } from '@org/language-model';
import { invokeHandler, metrics, queueHandler, secretReader } from '@org/lambda-runtime';
import { notifiersOf } from '@org/notifiers/configured';
import { readDetectorConfig } from './config';
import { detect, type DetectorPorts } from './detect';
import { CLIENT_TICKETS } from './members';
import { sweepPatterns } from './sweep';

// Once for each cold start: the only place where real systems are chosen.
function connect(env: NodeJS.ProcessEnv): DetectorPorts {
  const { tableName, configuration, analysis, configurationVersion } = readDetectorConfig(env);
  const { central_account_id, event_bus, routing_rules } = configuration.central;
  const { budget_usd_per_day, price, timeout_seconds } = analysis.adapter === 'none' ? ANALYSIS_DEFAULTS : analysis;
  return {
    now: () => new Date(),
    registry: clientRegistry(configuration),
    account: central_account_id,
    config: {
      ...routing_rules.pattern_detection,
      clients: configuration.clients.length,
      version: configurationVersion,
    },
    notify: routing_rules.pattern_detection.notify,
    endsAfterHours: routing_rules.pattern_detection.ends_after_hours,
    store: investigationStore({ tableName, retentionDays: event_bus.retention_days }),
    notifierFor: notifiersOf(configuration, secretReader()),
    hasTickets: (accountId) => resolveDestination(configuration, CLIENT_TICKETS, accountId) !== undefined,
    model: modelOf(analysis),
    budgetPerDay: budget_usd_per_day,
    price,
    timeoutMs: timeout_seconds * 1000,
    metered: () => metrics(METRIC_NAMESPACE, METRICS),
  };
}

function modelOf(analysis: Analysis): LanguageModel | undefined {
  if (analysis.adapter === 'none') return undefined;
  const common = { region: analysis.region, timeoutMs: analysis.timeout_seconds * 1000 };
  return analysis.adapter === 'agent'
    ? agentModel({ agentId: analysis.agent_id, agentAliasId: analysis.agent_alias_id, ...common })
    : converseModel({ modelId: analysis.model_id, ...common });
}

// Called by AWS with a batch from the pattern queue; reports the messages that failed, so only they return.
export const handler = queueHandler({ name: 'pattern-detector', connect, run: detect });

// Called by a schedule every five minutes: tells what is still owed of patterns, and closes those that are over or none.
export const sweep = invokeHandler({
  name: 'pattern-detector-sweep',
  connect,
  run: (_input, ports, meta) => sweepPatterns(ports, meta),
});
