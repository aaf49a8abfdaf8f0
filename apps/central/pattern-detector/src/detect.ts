import type { ClientRegistry, MetricName } from '@org/configuration';
import type { CorrelationDecision } from '@org/correlation-engine';
import { outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { EffectHeld, type InvestigationStore } from '@org/investigation-store';
import type { MessageMeta, Metrics } from '@org/lambda-runtime';
import { analyse, type AnalysePorts } from './analyse';
import { believe } from './believe';
import { findPattern, type FindPorts } from './find-pattern';
import { isFromHealth } from './health';
import { insightInto } from './insight';
import { overAtOf, setAsideBy } from './look-after';
import { parentAmong, type MemberPorts } from './members';
import { withoutSplit } from './split';
import { takeNotice, type NoticePorts } from './take-notice';
import { tellPattern, type TellPorts } from './tell-pattern';

/** Everything that the pattern detector needs from the outside world. */
export interface DetectorPorts
  extends Pick<FindPorts, 'config' | 'now'>,
    Pick<MemberPorts, 'notifierFor' | 'hasTickets'>,
    Pick<NoticePorts, 'account'>,
    Pick<AnalysePorts, 'model' | 'budgetPerDay' | 'price' | 'timeoutMs'> {
  readonly registry: ClientRegistry;
  readonly store: InvestigationStore;
  /** Who hears of a pattern. */
  readonly notify: readonly string[];
  /** A pattern without a new report for so long is over. */
  readonly endsAfterHours: number;
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
  const { logger } = meta;
  const metered = ports.metered();
  try {
    const decision = await findPattern(event, ports);
    const { kind, reason, pattern } = decision;
    const pattern_id = pattern?.pattern_id;
    logger.info({ outcome: outcomeKey(event), kind, reason, pattern_id }, 'event compared');
    if (!pattern) return decision;
    if (kind === 'alert') metered.add('PatternsFound');
    const { verdicts = [], deliveries = [] } = (await ports.store.pattern(pattern.pattern_id)) ?? {};
    const verdict = setAsideBy(verdicts);
    const isOver = ports.now().getTime() >= overAtOf(pattern, ports); // a message that was long in coming
    if (verdict || isOver) logger.info({ pattern_id, reason: verdict?.verdict ?? 'over' }, 'pattern not told');
    else {
      // Whoever has closed its ticket knows of it: only a client that is hit anew is still told.
      const isClosed = parentAmong(deliveries)?.human?.state === 'resolved';
      const tellPorts = tellPortsOf(isClosed ? { ...ports, notify: [] } : ports, meta, metered);
      await tellPattern(withoutSplit(pattern, verdicts), event.severity, tellPorts);
    }
    return decision;
  } catch (error) {
    if (!(error instanceof EffectHeld)) metered.add('PatternDetectorFailures');
    throw error;
  } finally {
    metered.flush({ client_account_id: event.client_account_id, message_id: meta.messageId });
  }
}

/** What telling needs, for one message or one look of the sweep. */
export function tellPortsOf(
  ports: DetectorPorts,
  meta: Pick<MessageMeta, 'messageId' | 'remainingMs' | 'logger'>,
  metered: Metrics<MetricName>,
): Omit<DetectorPorts, 'metered'> & TellPorts {
  const { remainingMs, logger } = meta;
  const clientName = (accountId: string) => ports.registry.find(accountId)?.client_name ?? accountId;
  return {
    ...ports,
    metered,
    meta,
    logger,
    leastClients: ports.config.min_events,
    clientName,
    insight: (pattern) => insightInto(pattern, { ...ports, clientName, logger }),
    analyse: (patternId) => analyse(patternId, { ...ports, metered, clientName, remainingMs, logger }),
  };
}
