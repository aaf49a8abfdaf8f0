import { useState } from 'preact/hooks';
import type { ComponentChild } from 'preact';

interface Props<Item> {
  readonly items: readonly Item[];
  /** So many are shown until somebody asks for all. */
  readonly first: number;
  /** What the items are, for the button: `Show all 40 deliveries`. */
  readonly noun: string;
  /** So many were read at most, so there may be more in the table. */
  readonly limit?: number;
  readonly children: (item: Item) => ComponentChild;
}

/** A list that says when it does not show all of itself. */
export function Limited<Item>({ items, first, noun, limit, children }: Props<Item>) {
  const [all, setAll] = useState(false);
  const newest = limit !== undefined && items.length >= limit ? 'the newest' : 'all';
  return (
    <>
      <ul class="sent">{(all ? items : items.slice(0, first)).map(children)}</ul>
      {items.length > first && (
        <button type="button" class="more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Show the newest ${first} only` : `Show ${newest} ${items.length} ${noun}`}
        </button>
      )}
    </>
  );
}
