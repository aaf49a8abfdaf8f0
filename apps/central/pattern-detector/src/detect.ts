import type { ClientRegistry, MetricName } from '@org/configuration';
import type { CorrelationDecision } from '@org/correlation-engine';
import { outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { EffectHeld, type InvestigationStore } from '@org/investigation-store';
import type { MessageMeta, Metrics } from '@org/lambda-runtime';
import { alertOnce, type AlertPorts } from './alert';
import { analyse, type AnalysePorts } from './analyse';
import { believe } from './believe';
import { findPattern, type FindPorts } from './find-pattern';
import { isFromHealth } from './health';
import { tellMembers, type MemberPorts } from './members';
import { takeNotice, type NoticePorts } from './take-notice';

/** Everything that the pattern detector needs from the outside world. */
export interface DetectorPorts
  extends Pick<FindPorts, 'config' | 'now'>,
    Pick<MemberPorts, 'notifierFor' | 'hasTickets'>,
    Pick<NoticePorts, 'account'>,
    Pick<AnalysePorts, 'model' | 'maxCallsPerDay' | 'timeoutMs'> {
  readonly registry: ClientRegistry;
  readonly store: InvestigationStore;
  /** Who hears of a pattern. */
  readonly notify: readonly string[];
  readonly metered: () => Metrics<MetricName>;
}

/**
 * Compares one report with those of other clients, and tells the senior engineer when several have one cause: once for
 * each pattern, also when a crash came between writing the pattern and telling of it.
 */
export async function detect(body: unknown, ports: DetectorPorts, meta: MessageMeta): Promise<void> {
  const { logger } = meta;
  if (isFromHealth(body)) {
    return takeNotice(body, { ...ports, logger, compare: (event) => compare(event, ports, meta) });
  }
  const belief = believe(body, ports.registry);
  if ('refused' in belief) {
    logger.warn({ reason: belief.refused }, 'event not compared');
    return;
  }
  await compare(belief.event, ports, meta);
}

async function compare(
  event: InvestigationEvent,
  ports: DetectorPorts,
  meta: MessageMeta,
): Promise<CorrelationDecision> {
  const { logger, remainingMs } = meta;
  const metered = ports.metered();
  try {
    const decision = await findPattern(event, ports);
    const { kind, reason, pattern } = decision;
    const pattern_id = pattern?.pattern_id;
    logger.info({ outcome: outcomeKey(event), kind, reason, pattern_id }, 'event compared');
    if (!pattern) return decision;
    if (kind === 'alert') metered.add('PatternsFound');
    const alertPorts: AlertPorts = {
      ...ports,
      metered,
      meta,
      leastClients: ports.config.min_events,
      clientName: (accountId) => ports.registry.find(accountId)?.client_name ?? accountId,
      analyse: (found) => analyse(found, { ...ports, remainingMs, logger }),
    };
    const severity = event.severity === 'CRITICAL' ? 'CRITICAL' : 'HIGH';
    for (const destination of ports.notify) {
      const told = await alertOnce(destination, pattern, severity, alertPorts);
      if (told)
        logger.info(
          { pattern_id, destination, clients: pattern.clients.length },
          'pattern told, or brought up to date',
        );
    }
    const members = await tellMembers(pattern, { ...alertPorts, ...ports, metered });
    if (members > 0) logger.info({ pattern_id, members }, 'clients told of a pattern in their own tickets');
    return decision;
  } catch (error) {
    if (!(error instanceof EffectHeld)) metered.add('PatternDetectorFailures');
    throw error;
  } finally {
    metered.flush({ client_account_id: event.client_account_id, message_id: meta.messageId });
  }
}
