import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  faultSwitches,
  isRecord,
  parseJson,
  readBody,
  sendJson,
  slidingWindow,
  under,
  type Answer,
  type Faults,
  type RequestHandler,
} from './stand-in';

/** One message, as it came. */
export interface ChatMessage {
  readonly channel: 'slack' | 'teams' | 'webhook';
  /** The channel's or webhook's name: the last part of the address. */
  readonly name: string;
  /** When it came, ISO 8601. */
  readonly at: string;
  readonly body: Record<string, unknown>;
}

export interface ChatsStandIn {
  readonly handle: RequestHandler;
  /** Every message, oldest first; of a webhook each id once, as a receiver of Standard Webhooks keeps them. */
  messages(): readonly ChatMessage[];
  readonly faults: Faults;
}

export interface ChatsOptions {
  /** The signing secret of each webhook, by its name. */
  readonly signingSecrets?: Readonly<Record<string, string>>;
  /** Slack, "Rate limits": about one message a second for each channel. */
  readonly messagesPerMinute?: number;
  readonly now?: () => number;
  readonly onChange?: (message: ChatMessage) => void;
}

// Slack, "Block Kit reference"; Microsoft Teams, "Rate limiting for connectors"; Standard Webhooks, "Verifying".
const MAX_BYTES = { slack: 512 * 1024, teams: 28 * 1024, webhook: 1024 * 1024 } as const;
const MAX_SLACK_BLOCKS = 50;
const MAX_SLACK_TEXT: Readonly<Record<string, number>> = { header: 150, section: 3000 };
const SIGNATURE_TOLERANCE_SECONDS = 300;

/**
 * Slack's incoming webhooks at `/slack/NAME`, Teams' at `/teams/NAME`, and a receiver of signed webhooks at
 * `/webhook/NAME`. Each refuses what the vendor refuses.
 */
export function chatsStandIn(options: ChatsOptions = {}): ChatsStandIn {
  const { now = Date.now, messagesPerMinute = 60, signingSecrets = {} } = options;
  const faults = faultSwitches();
  const admit = slidingWindow(messagesPerMinute, 60_000, now);
  const messages: ChatMessage[] = [];
  const seen = new Set<string>();

  function take(channel: ChatMessage['channel'], name: string, body: Record<string, unknown>): void {
    const message = { channel, name, at: new Date(now()).toISOString(), body };
    messages.push(message);
    options.onChange?.(message);
  }

  function receive(channel: ChatMessage['channel'], name: string, request: IncomingMessage, text: string): Answer {
    const wait = channel === 'webhook' ? 0 : admit(`${channel}/${name}`);
    if (wait > 0 || faults.take('throttle')) {
      return { status: 429, headers: { 'retry-after': String(Math.max(1, Math.ceil(wait / 1000))) } };
    }
    const body = parseJson(text);
    if (!isRecord(body)) return { status: 400, body: 'invalid_payload' };
    if (channel === 'webhook') return receiveSigned(name, request, text, body);
    const problem = channel === 'slack' ? problemOfSlack(body) : problemOfTeams(body);
    if (problem !== undefined) return { status: 400, body: problem };
    take(channel, name, body);
    return channel === 'slack' ? { status: 200, body: 'ok' } : { status: 202 };
  }

  function receiveSigned(name: string, request: IncomingMessage, text: string, body: Record<string, unknown>): Answer {
    const [id, at, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((header) =>
      String(request.headers[header] ?? ''),
    ) as [string, string, string];
    const secret = Object.hasOwn(signingSecrets, name) ? signingSecrets[name] : undefined;
    if (secret === undefined) return { status: 404, body: 'unknown webhook' };
    if (Math.abs(now() / 1000 - Number(at)) > SIGNATURE_TOLERANCE_SECONDS) return { status: 401, body: 'too old' };
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const expected = createHmac('sha256', key).update(`${id}.${at}.${text}`).digest();
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return { status: 401, body: 'the signature does not fit' };
    }
    if (!seen.has(id)) take('webhook', name, body);
    seen.add(id);
    return { status: 204 };
  }

  return {
    async handle(request, response) {
      for (const channel of ['slack', 'teams', 'webhook'] as const) {
        const name = under(`/${channel}`, request)?.path.split('/').at(-1);
        if (name === undefined || name === '' || request.method !== 'POST') continue;
        const text = await readBody(request, MAX_BYTES[channel]);
        if (faults.take('fail')) sendJson(response, { status: 500 });
        else if (text === undefined) sendJson(response, { status: 413, body: 'too large' });
        else {
          const answer = receive(channel, name, request, text);
          if (answer.status < 300 && faults.take('lose')) request.socket.destroy();
          else sendJson(response, answer);
        }
        return true;
      }
      return false;
    },
    messages: () => [...messages],
    faults,
  };
}

function problemOfSlack({ text, blocks }: Record<string, unknown>): string | undefined {
  if (typeof text !== 'string' || text === '') return 'no_text';
  if (!Array.isArray(blocks)) return undefined;
  if (blocks.length > MAX_SLACK_BLOCKS) return 'invalid_blocks';
  const bad = blocks.some((block: unknown) => {
    if (!isRecord(block) || !['header', 'section', 'actions', 'divider', 'context'].includes(String(block['type']))) {
      return true;
    }
    const shown = isRecord(block['text']) ? block['text']['text'] : undefined;
    const most = MAX_SLACK_TEXT[String(block['type'])] ?? Infinity;
    if (shown !== undefined && (typeof shown !== 'string' || shown === '' || shown.length > most)) return true;
    if (block['type'] === 'section' && shown === undefined && !Array.isArray(block['fields'])) return true;
    return Array.isArray(block['fields']) && (block['fields'].length === 0 || block['fields'].length > 10);
  });
  return bad ? 'invalid_blocks' : undefined;
}

function problemOfTeams({ type, attachments }: Record<string, unknown>): string | undefined {
  const [attachment] = Array.isArray(attachments) ? (attachments as unknown[]) : [];
  const card = isRecord(attachment) ? attachment['content'] : undefined;
  const isCard = isRecord(attachment) && attachment['contentType'] === 'application/vnd.microsoft.card.adaptive';
  if (type !== 'message' || !isCard || !isRecord(card)) return 'Webhook message delivery failed: no card';
  return card['type'] === 'AdaptiveCard' && Array.isArray(card['body']) ? undefined : 'Bad payload: no Adaptive Card';
}
