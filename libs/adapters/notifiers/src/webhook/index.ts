import { createHmac } from 'node:crypto';
import { mapFreeText, type InvestigationEvent } from '@org/event-schema';
import { overWebhook, type ChatConfig } from '../chat';
import type { Message } from '../message';
import type { Notifier } from '../notifier';
import { plainText } from '../plain-text';

/** Any system that takes a signed POST: Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks). */
export interface WebhookConfig extends Omit<ChatConfig, 'webhookUrl'> {
  readonly url: string;
  /** `whsec_` and base64 of 24 to 64 bytes. */
  readonly signingSecret: () => Promise<string>;
  readonly now?: () => Date;
}

/** What is sent. Free text has nothing in it that a reader's screen would act on. */
export interface WebhookBody {
  readonly type: 'investigation.told' | 'pattern.told' | 'group.told';
  readonly timestamp: string;
  readonly data: {
    readonly key: string;
    readonly severity: string;
    readonly title: string;
    readonly facts: Readonly<Record<string, string>>;
    readonly lists: Readonly<Record<string, readonly string[]>>;
    readonly links: readonly { readonly text: string; readonly href: string }[];
    /** The event itself, for an investigation. */
    readonly event?: InvestigationEvent;
  };
}

/** The receiver leaves out what comes again by `webhook-id`, so here a second attempt is no second message. */
export function webhookNotifier(config: WebhookConfig): Notifier {
  const { name, url, signingSecret, now = () => new Date() } = config;
  const over = (type: WebhookBody['type'], event?: InvestigationEvent): Notifier =>
    overWebhook('webhook', `Webhook ("${name}")`, { ...config, webhookUrl: async () => url }, async (message) => {
      const at = now();
      const body = bodyOf(type, message, at, event);
      const id = message.key.replace(/[^\x21-\x7e]/g, '_');
      const seconds = Math.floor(at.getTime() / 1000);
      return { body, headers: signed(await signingSecret(), id, seconds, JSON.stringify(body)) };
    });
  return {
    ...over('group.told'),
    notify: (event, context) => over('investigation.told', event).notify(event, context),
    notifyPattern: (alert, context) => over('pattern.told').notifyPattern(alert, context),
  };
}

function bodyOf(
  type: WebhookBody['type'],
  { key, severity, title, facts, lists, links }: Message,
  at: Date,
  event: InvestigationEvent | undefined,
): WebhookBody {
  const plain = (text: string) => plainText(text, 4000);
  return {
    type,
    timestamp: at.toISOString(),
    data: {
      key,
      severity,
      title: plain(title),
      facts: Object.fromEntries(facts.map(([name, value]) => [name, plain(value)])),
      lists: Object.fromEntries(lists.map(({ title: of, lines }) => [of, lines.map(plain)])),
      links: links.map(([text, href]) => ({ text: plain(text), href })),
      ...(event && { event: { ...mapFreeText(event, plain), client_name: plain(event.client_name) } }),
    },
  };
}

/** The three headers of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`. */
export function signed(secret: string, id: string, seconds: number, body: string): Record<string, string> {
  const key = Buffer.from(secret.trim().replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}
