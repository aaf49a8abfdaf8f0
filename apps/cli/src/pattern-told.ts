import { kindOf } from '@org/event-schema';
import type { Delivery } from '@org/investigation-store';
import type { Line } from './terminal';
import { byTime, deliveryLine } from './why-story';

/** What was told of a pattern, to whom, and what of it was closed: in the order of time. */
export function toldLines(
  deliveries: readonly Delivery[],
  acts: readonly Delivery[],
  nameOf: (account: string) => string,
): Line[] {
  return [
    ...deliveries.map((delivery) => ({ at: delivery.at, line: tellingLine(delivery, nameOf) })),
    ...acts.map((act) => ({ at: act.at, line: closingLine(act, nameOf) })),
  ]
    .sort(byTime)
    .map(({ line }) => line);
}

function tellingLine(delivery: Delivery, nameOf: (account: string) => string): Line {
  const member = /^update-member-(.+)$/.exec(delivery.act ?? '')?.[1];
  if (member !== undefined) return deliveryLine(delivery, `the pattern in ${nameOf(member)}'s own project`);
  const news = newsOf(delivery);
  return news === undefined ? deliveryLine(delivery, 'the pattern') : deliveryLine(delivery, news, 'was told of');
}

/** What a destination was told after it knew of the pattern. */
function newsOf({ act, client_name, destination }: Delivery): string | undefined {
  if (!act?.startsWith('update-')) return undefined;
  if (act === 'update-explained') return 'the words of a language model about it';
  if (act === 'update-ended') return `its end${kindOf(destination) === 'page' ? ', which closes the page' : ''}`;
  // The record of a telling carries how many clients it told of.
  return /^[0-9]+ clients$/.test(client_name) ? `its growth to ${client_name}` : 'its growth';
}

function closingLine({ at, act, destination, state, attempts, error }: Delivery, nameOf: (a: string) => string): Line {
  const member = /^resolve-member-(.+)$/.exec(act ?? '')?.[1];
  const thing = `the ${kindOf(destination) ?? 'alert'}${member === undefined ? '' : ` in ${nameOf(member)}'s own project`}`;
  if (state === 'done') return { at, text: `${destination}: ${thing} was closed.` };
  return {
    at,
    text:
      state === 'failed'
        ? `${destination}: ${thing} was not closed: attempt ${attempts} failed. ${error ?? ''} The next sweep tries again.`
        : `${destination}: ${thing} is being closed, or the worker that does it crashed: then the next sweep does.`,
  };
}
