import { call, type Transport } from './call';
import { messageForEvent, messageForGroup, messageForPattern, type Message } from './message';
import type { Notifier, Receipt, Vendor } from './notifier';

/** An incoming webhook of a chat: its address is its secret. Read when it is needed, never kept. */
export interface ChatConfig {
  /** Names the destination in errors. */
  readonly name: string;
  readonly webhookUrl: () => Promise<string>;
  readonly timeoutMs?: number;
  /** For tests; `fetch` otherwise. */
  readonly transport?: Transport;
}

/**
 * A notifier over one POST that cannot be asked afterwards: after an attempt whose end was not seen the message comes
 * again, since twice is better than never.
 */
export function overWebhook(
  vendor: Vendor,
  who: string,
  { webhookUrl, timeoutMs, transport }: Omit<ChatConfig, 'name'>,
  form: (
    message: Message,
  ) =>
    | { body: unknown; headers?: Readonly<Record<string, string>> }
    | Promise<{ body: unknown; headers?: Readonly<Record<string, string>> }>,
): Notifier {
  const send = async (message: Message): Promise<Receipt> => {
    const { body, headers = {} } = await form(message);
    await call(
      {
        vendor,
        who,
        url: (await webhookUrl()).trim(),
        method: 'POST',
        headers,
        body,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        statusIsAll: true,
        fields: [],
        mend: {
          400: 'The translation of the message needs a correction.',
          401: 'Make a new webhook, and store its address in the secret that the configuration names.',
          403: 'The webhook was taken out of use. Make a new one, and store its address in the secret.',
          404: 'The webhook is gone. Make a new one, and store its address in the secret that the configuration names.',
          410: 'The channel was archived. Choose another one.',
        },
      },
      transport,
    );
    return { vendor, id: message.key, action: 'accepted' };
  };
  return {
    notify: (event, context) => send(messageForEvent(event, context)),
    notifyPattern: (alert, context) => send(messageForPattern(alert, context)),
    notifyGroup: (group) => send(messageForGroup(group)),
    find: async () => undefined,
  };
}
