import type { BusEnvelope } from '@org/event-schema';
import type { InvestigationStore } from '@org/investigation-store';
import type { MessageMeta } from '@org/lambda-runtime';
import type { Notifier } from '@org/notifiers';
import type { FormatPorts } from '@org/formatter/src/format-outcome';
import type { RouterPorts } from '@org/router/src/receive';
import type { WatchPorts } from '@org/watcher/src/watch-investigations';

export type Receive = (body: unknown, ports: RouterPorts, meta: MessageMeta) => Promise<void>;

/** How a broken design, or a bug, differs from the product: the checker must tell each from the real one. */
export interface Tweaks {
  readonly store?: (store: InvestigationStore, envelope: Partial<BusEnvelope>) => InvestigationStore;
  readonly notifier?: (notifier: Notifier) => Notifier;
  readonly receive?: (receive: Receive) => Receive;
  readonly watcher?: (ports: WatchPorts) => WatchPorts;
  readonly formatter?: (ports: FormatPorts) => FormatPorts;
}
