import { overWebhook, type ChatConfig } from '../chat';
import type { Message } from '../message';
import type { Notifier } from '../notifier';
import { plainText } from '../plain-text';

// Slack, "Block Kit reference": header 150, section text 3000, ten fields of 2000, button text 75, URL 3000 characters.
const MAX_HEADER = 150;
const MAX_FIELD = 2000;
const MAX_SECTION = 3000;
const MAX_BUTTON = 75;
const MAX_URL = 3000;
const MAX_FIELDS = 10;

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}
export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text?: PlainText; readonly fields?: readonly PlainText[] }
  | {
      readonly type: 'actions';
      readonly elements: readonly { readonly type: 'button'; readonly text: PlainText; readonly url: string }[];
    };

/** What an incoming webhook of Slack takes, and of those that speak its language. */
export interface SlackMessage {
  /** Shown where blocks are not: in a notification. */
  readonly text: string;
  readonly mrkdwn: false;
  readonly parse: 'none';
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  readonly blocks: readonly SlackBlock[];
}

/** A channel behind a Slack-compatible incoming webhook. */
export function slackNotifier(config: ChatConfig): Notifier {
  return overWebhook('slack', `Slack ("${config.name}")`, config, (message) => ({ body: slackMessage(message) }));
}

/** Every text is a `plain_text` object, which Slack does not look into for mentions, links or markup. */
export function slackMessage({ title, facts, lists, links }: Message): SlackMessage {
  return {
    text: plainText(title, MAX_SECTION),
    mrkdwn: false,
    parse: 'none',
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(title, MAX_HEADER) },
      ...(facts.length === 0
        ? []
        : [
            {
              type: 'section' as const,
              fields: facts.slice(0, MAX_FIELDS).map(([name, value]) => plain(`${name}: ${value}`, MAX_FIELD)),
            },
          ]),
      ...lists.flatMap(({ title: of, lines }) => inSections(of, lines)),
      ...(links.length === 0
        ? []
        : [
            {
              type: 'actions' as const,
              elements: links
                .filter(([, url]) => url.length <= MAX_URL)
                .map(([text, url]) => ({ type: 'button' as const, text: plain(text, MAX_BUTTON), url })),
            },
          ]),
    ],
  };
}

/** One line for each entry: line feeds between them are ours. As many sections as it takes. */
function inSections(title: string, lines: readonly string[]): SlackBlock[] {
  const sections: string[] = [plainText(title, MAX_BUTTON)];
  for (const line of lines) {
    const next = `\n• ${plainText(line, 512)}`;
    const last = sections.length - 1;
    if ((sections[last] as string).length + next.length > MAX_SECTION) sections.push(next.slice(1));
    else sections[last] += next;
  }
  return sections.map((text) => ({ type: 'section', text: { type: 'plain_text', text, emoji: false } }));
}

function plain(text: string, max: number): PlainText {
  return { type: 'plain_text', text: plainText(text, max) || '–', emoji: false };
}
