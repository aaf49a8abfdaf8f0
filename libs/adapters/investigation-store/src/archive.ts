import type { OutcomeRecord } from './records';
import type { Item, Table } from './table';

/** How many outcomes are held at once, whatever the number of clients. */
const MAX_HELD = 10_000;
const MAX_PAGE = 200;
const CLIENTS_AT_ONCE = 25;

interface Entry extends Item {
  readonly gsi1sk: string;
  readonly event?: OutcomeRecord['event'];
  readonly received_at: string;
}

/** One client's outcomes, the oldest first, of which a page is held. */
interface Reading {
  readonly account: string;
  page: Entry[];
  /** Where the next page begins; nothing when there is none. */
  next?: string;
}

/**
 * The outcomes of these clients in a time, oldest first: each client's are in order in its own list, and the lists are
 * merged. Every client has a page at most in memory.
 *
 * @param from,to ISO 8601 with milliseconds, in UTC; `to` itself is left out
 */
export async function* outcomesBetween(
  table: Table,
  accounts: readonly string[],
  from: string,
  to: string,
): AsyncGenerator<OutcomeRecord> {
  const limit = Math.max(1, Math.min(MAX_PAGE, Math.floor(MAX_HELD / Math.max(1, accounts.length))));
  // The client whose next outcome is the oldest comes last, where it is cheap to take.
  const waiting: Reading[] = [];
  const put = (reading: Reading): void => {
    const [head] = reading.page;
    if (!head) return;
    let [low, high] = [0, waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((waiting[middle]?.page[0]?.gsi1sk ?? '') > head.gsi1sk) low = middle + 1;
      else high = middle;
    }
    waiting.splice(low, 0, reading);
  };
  const fill = async (reading: Reading): Promise<Reading> => {
    while (reading.page.length === 0 && reading.next !== undefined) {
      const found = await table.query<Entry>(`CLIENT#${reading.account}`, {
        index: 'gsi1',
        from: reading.next,
        to,
        limit,
      });
      const last = found.at(-1);
      // The smallest text behind the last one.
      if (last && found.length === limit) reading.next = `${last.gsi1sk}\u0001`;
      else delete reading.next;
      // An investigation's creation stands in the same list.
      reading.page = found.filter(({ event }) => event !== undefined);
    }
    return reading;
  };
  for (let start = 0; start < accounts.length; start += CLIENTS_AT_ONCE) {
    const some = accounts.slice(start, start + CLIENTS_AT_ONCE);
    for (const reading of await Promise.all(some.map((account) => fill({ account, page: [], next: from }))))
      put(reading);
  }
  for (let reading = waiting.pop(); reading; reading = waiting.pop()) {
    const entry = reading.page.shift();
    if (entry?.event) yield { event: entry.event, received_at: entry.received_at };
    put(await fill(reading));
  }
}
