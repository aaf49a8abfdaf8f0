import type { Pattern } from '@org/correlation-engine';
import type { Severity } from '@org/event-schema';
import type { Logger } from '@org/lambda-runtime';
import { alertOnce, type AlertPorts } from './alert';
import { tellMembers, type MemberPorts } from './members';
import { tryEach } from './try-each';

export type TellPorts = AlertPorts & MemberPorts & { readonly logger: Pick<Logger, 'info'> };

/**
 * Tells of a pattern whoever is not told yet: the senior engineer at every destination, and then each client in its own
 * ticket. Harmless to repeat, by several workers at once.
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
  await tryEach([...alerts, members], (tell) => tell());
}
