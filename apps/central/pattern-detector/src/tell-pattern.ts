import type { Pattern } from '@org/correlation-engine';
import type { Severity } from '@org/event-schema';
import type { Logger } from '@org/lambda-runtime';
import type { Delivery, PatternAnalysis } from '@org/investigation-store';
import { alertOnce, explainOnce, type AlertPorts } from './alert';
import { tellMembers, toldClients, type MemberPorts } from './members';
import { tryEach } from './try-each';

export type TellPorts = AlertPorts &
  MemberPorts & {
    /** Asks a language model, where one is wanted and paid for; what is known of it already counts. Never throws. */
    readonly analyse: (patternId: string) => Promise<PatternAnalysis | undefined>;
    readonly logger: Pick<Logger, 'info'>;
  };

/**
 * Tells of a pattern whoever is not told yet: the senior engineer at every destination, then each client in its own ticket.
 * Only then a language model is asked: nobody waits for one. Harmless to repeat, by several workers at once.
 *
 * @param atLeast the severity of the report at hand, if there is one: the router may not have taken it in yet
 * @throws what the first of those that failed threw, after all were tried
 */
export async function tellPattern(pattern: Pattern, atLeast: Severity, ports: TellPorts): Promise<void> {
  const { logger, notify } = ports;
  const { pattern_id, clients } = pattern;
  const alerts = notify.map((destination) => async () => {
    if (await alertOnce(destination, pattern, atLeast, ports))
      logger.info({ pattern_id, destination, clients: clients.length }, 'pattern told, or brought up to date');
  });
  const members = async () => {
    const told = await tellMembers(pattern, ports);
    if (told > 0) logger.info({ pattern_id, members: told }, 'clients told of a pattern in their own tickets');
  };
  await tryEach([...alerts, members, () => explain(pattern, ports)], (tell) => tell());
}

/** Brings the words of a model to whoever was told of the pattern without them. */
async function explain(pattern: Pattern, ports: TellPorts): Promise<void> {
  const { pattern_id } = pattern;
  if (ports.notify.length === 0) return; // words that nobody is told are not paid for
  const analysis = await ports.analyse(pattern_id);
  if (!analysis?.answer) return;
  const { deliveries = [] } = (await ports.store.pattern(pattern_id)) ?? {};
  await tryEach(
    ports.notify.filter((destination) => lacksWords(deliveries, destination, analysis.at)),
    async (destination) => {
      if (await explainOnce(destination, pattern, ports))
        ports.logger.info({ pattern_id, destination }, 'pattern explained');
    },
  );
}

/** Told for the first time before the words were there, and of nothing since. */
function lacksWords(deliveries: readonly Delivery[], destination: string, since: string): boolean {
  const told = deliveries.filter(
    (one) => one.destination === destination && one.state === 'done' && toldClients([one]).length === 0,
  );
  return told.some(({ act }) => act === undefined) && !told.some(({ at }) => Date.parse(at) > Date.parse(since));
}
