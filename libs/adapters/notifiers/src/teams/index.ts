import { overWebhook, type ChatConfig } from '../chat';
import type { Message } from '../message';
import type { Notifier } from '../notifier';
import { plainText } from '../plain-text';

/** Microsoft Teams takes 28 KB ("Rate limiting and message size"); the rest of the envelope is ours. */
const MAX_CARD_BYTES = 24 * 1024;
const MAX_TEXT = 1024;
/** How long a line of a list may be: the first length at which the whole card fits, so that long lines cost no entry. */
const LINE_LENGTHS = [256, 128, 64, 32] as const;

interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
}
export interface CardBlock {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
}
export interface AdaptiveCard {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly type: 'AdaptiveCard';
  readonly version: '1.4';
  readonly body: readonly CardBlock[];
  readonly actions: readonly { readonly type: 'Action.OpenUrl'; readonly title: string; readonly url: string }[];
}

/** A channel behind a webhook of Teams' Workflows ("When a Teams webhook request is received"). */
export function teamsNotifier(config: ChatConfig): Notifier {
  return overWebhook('teams', `Teams ("${config.name}")`, config, (message) => ({
    body: {
      type: 'message',
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: adaptiveCard(message) },
      ],
    },
  }));
}

/**
 * Only text runs: Teams reads Markdown in a TextBlock and in facts, and none in a TextRun. A mention needs an entity beside
 * the card, and there never is one.
 */
export function adaptiveCard({ title, facts, lists, links }: Message): AdaptiveCard {
  const actions = links.map(([text, url]) => ({ type: 'Action.OpenUrl' as const, title: words(text, 64), url }));
  const room = MAX_CARD_BYTES - Buffer.byteLength(JSON.stringify(actions));
  const bodies = LINE_LENGTHS.map((length) => blocksOf({ title, facts, lists }, length));
  const whole = bodies.find((blocks) => whatFits(blocks, room).at(-1) === blocks.at(-1));
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: whole ?? whatFits(bodies.at(-1) ?? [], room),
    actions,
  };
}

function blocksOf(
  { title, facts, lists }: Pick<Message, 'title' | 'facts' | 'lists'>,
  lineLength: number,
): readonly CardBlock[] {
  return [
    block({ type: 'TextRun', text: words(title, MAX_TEXT), weight: 'Bolder' }),
    ...facts.map(([name, value]) =>
      block(
        { type: 'TextRun', text: `${words(name, 64)}: `, weight: 'Bolder' },
        { type: 'TextRun', text: words(value, MAX_TEXT) },
      ),
    ),
    ...lists.flatMap(({ title: of, lines }) => [
      block({ type: 'TextRun', text: words(of, 64), weight: 'Bolder' }),
      ...lines.map((line) => block({ type: 'TextRun', text: `• ${words(line, lineLength)}` })),
    ]),
  ];
}

function whatFits(blocks: readonly CardBlock[], bytes: number): CardBlock[] {
  const kept: CardBlock[] = [];
  let room = bytes - 256;
  for (const one of blocks) {
    room -= Buffer.byteLength(JSON.stringify(one)) + 1;
    if (room < 0) return [...kept, block({ type: 'TextRun', text: `and ${blocks.length - kept.length} lines more` })];
    kept.push(one);
  }
  return kept;
}

function block(...inlines: readonly TextRun[]): CardBlock {
  return { type: 'RichTextBlock', inlines };
}

/** Without the functions that a card evaluates in its text: `{{DATE(…)}}`, `${…}`. */
function words(text: string, max: number): string {
  return plainText(text.replace(/([{$])(?=\{)/g, '$1 '), max) || '–';
}
