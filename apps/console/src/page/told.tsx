import type { DeliveryChip } from '../snapshot';
import { clock, telling, words } from './words';

/** How people were told, and how far that came. */
export function ToldChip({ delivery: { told, state, id, act, group } }: { delivery: DeliveryChip }) {
  return (
    <span class={`chip told ${state}`}>
      {told}
      {(told === 'ticket' || told === 'comment') && id ? ` ${id}` : ''}
      {act === undefined ? '' : ` ${telling(act)}`}
      {group === undefined ? '' : ' with others'}
      {state === 'delivered' ? '' : ` ${words(state)}`}
    </span>
  );
}

/** What people did about it since: by whom and when, as the vendor said. */
export function Human({ delivery: { human } }: { delivery: DeliveryChip }) {
  return human === undefined ? null : (
    <span class={`chip human ${human.state}`}>
      {human.state}
      {human.by === undefined ? '' : ` by ${human.by}`}
      {human.at === undefined ? '' : `, ${clock(human.at)}`}
    </span>
  );
}

/** The vendor's own name for it, as a link where there is one. */
export function Receipt({ delivery: { told, destination, id, url } }: { delivery: DeliveryChip }) {
  const name = told === 'page' || told === 'message' ? destination : (id ?? destination);
  // The address comes from a receipt; only what a browser opens as a page is made a link.
  return url !== undefined && /^https?:\/\//.test(url) ? (
    <a href={url} rel="noreferrer noopener" target="_blank">
      {name}
    </a>
  ) : (
    <>{name}</>
  );
}
