import { kindOf } from '@org/event-schema';
import type { Delivery, InvestigationReader } from '@org/investigation-store';
import type { Rules } from './rules';
import type { Line } from './terminal';

/** What telling a story needs. */
export interface StoryPorts {
  readonly store: InvestigationReader;
  readonly now: Date;
  /** The configuration's rules and their folder, where it can be read: for owners and reasons, which the record leaves out. */
  readonly rules?: Rules & { readonly folder: string };
}

/** One story twice: for people, and with a stable shape for programs (see the README). */
export interface Story {
  readonly lines: readonly Line[];
  readonly json: object;
}

/** The oldest first. */
export function byTime(a: Pick<Delivery, 'at'>, b: Pick<Delivery, 'at'>): number {
  return Date.parse(a.at) - Date.parse(b.at);
}

const ACTION_WORDS: Readonly<Record<string, string>> = {
  accepted: 'took the page for',
  created: 'has a new ticket for',
  commented: 'has a new comment on its ticket for',
  found: 'knew it already, so nothing was sent again for',
};

/**
 * One destination, how it went, and where to look.
 *
 * @param did what the destination did about `of`, as far as it went well; by what the vendor said when left out
 */
export function deliveryLine(delivery: Delivery, of: string, did = didOf(delivery)): Line {
  const { destination, state, attempts, at, ...more } = delivery;
  const tries = attempts > 1 ? ` (attempt ${attempts})` : '';
  const doubt = more.in_doubt ? ' An attempt left no receipt, so people may have been told twice.' : '';
  if (state === 'done') {
    const where = [more.vendor_id, more.url].filter((part) => part !== undefined).join(' ');
    const text = `${destination} ${did} ${of}${tries}${circumstances(more)}.${where === '' ? '' : ` ${where}`}${doubt}`;
    return { at, text: `${text}${peopleSaid(more)}` };
  }
  if (state === 'failed') {
    return {
      at,
      text: `${destination} was not told of ${of}: attempt ${attempts} failed. ${more.error ?? ''} The queue tries again.${doubt}`,
    };
  }
  return {
    at,
    text: `${destination} is being told of ${of}${tries}, or the worker that does it crashed: then the next attempt asks the vendor first.${doubt}`,
  };
}

function didOf({ action = '', destination }: Delivery): string {
  const isPage = kindOf(destination) === 'page';
  return (action === 'accepted' && !isPage ? undefined : ACTION_WORDS[action]) ?? 'was told of';
}

function circumstances({ act, group }: Pick<Delivery, 'act' | 'group'>): string {
  const minutes = /^escalation-(\d+)$/.exec(act ?? '')?.[1];
  return [
    ...(minutes === undefined ? [] : [`, because nobody had acknowledged within ${minutes} minutes`]),
    ...(group === undefined ? [] : [', in one page with others, because calls were scarce']),
  ].join('');
}

function peopleSaid({ human }: Pick<Delivery, 'human'>): string {
  if (!human) return '';
  return ` ${human.by ?? 'Somebody'} ${human.state} it${human.at === undefined ? '' : ` at ${human.at}`}.`;
}
