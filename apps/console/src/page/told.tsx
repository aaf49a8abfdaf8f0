import type { DeliveryChip } from '../snapshot';
import { words } from './words';

/** How people were told, and how far that came. */
export function ToldChip({ delivery: { told, state, id } }: { delivery: DeliveryChip }) {
  return (
    <span class={`chip told ${state}`}>
      {told}
      {told !== 'page' && id ? ` ${id}` : ''}
      {state === 'delivered' ? '' : ` ${words(state)}`}
    </span>
  );
}

/** The vendor's own name for it, as a link where there is one. */
export function Receipt({ delivery: { told, destination, id, url } }: { delivery: DeliveryChip }) {
  const name = told === 'page' ? destination : (id ?? destination);
  // The address comes from a receipt; only what a browser opens as a page is made a link.
  return url !== undefined && /^https?:\/\//.test(url) ? (
    <a href={url} rel="noreferrer noopener" target="_blank">
      {name}
    </a>
  ) : (
    <>{name}</>
  );
}
