import { outcomeKey } from '@org/event-schema';
import { performOnce, type InvestigationStore } from '@org/investigation-store';
import type { Notifier } from '@org/notifiers';
import type { Clock } from '../clock';
import type { Random } from '../random';
import type { Report } from './causes';

const OWN_TICKET = 'jira:default';

/**
 * What the router leaves behind of each report, sooner or later, and whether a client has a ticket of its own. Whatever goes
 * wrong in the router itself has a world of its own.
 */
export function route(
  { event, at }: Report,
  ownTicket: boolean,
  { clock, random }: { clock: Clock; random: Random },
  store: InvestigationStore,
  notifierFor: (destination: string, account: string) => Notifier,
): void {
  const key = outcomeKey(event);
  const { client_account_id, client_name, event_type, severity } = event;
  clock.at(at + random.between(10, random.pick([2_000, 400_000])), async () => {
    await store.saveOutcome(event);
    await store.saveDecision(
      {
        key,
        client_account_id,
        client_name,
        event_type,
        severity,
        destinations: ownTicket ? [OWN_TICKET] : [],
        rule_id: 'default',
        reason: 'no-rule-matched',
        explanation: 'No rule matched.',
        decided_at: new Date(clock.now).toISOString(),
        configuration_version: 'simulated',
      },
      event,
    );
    if (!ownTicket) return;
    clock.after(random.between(10, random.pick([2_000, 400_000])), async () => {
      const context = { key, repeat: false, ruleId: 'default', reason: 'any', explanation: 'Any.' };
      await performOnce(
        store,
        { of: 'outcome', outcome: event, destination: OWN_TICKET },
        { messageId: 'router', clientName: client_name, remainingMs: 30_000 },
        async () => {
          const { id, action } = await notifierFor(OWN_TICKET, client_account_id).notify(event, context);
          return { vendor_id: id, action };
        },
      );
    });
  });
}
