import { plainText } from '../plain-text';

// Jira Cloud: "exceeds the allowed limit of 32,767 characters". Counted here over the JSON, which is never less than its text.
export const MAX_DOCUMENT_CHARACTERS = 32_767;

/**
 * The few nodes of Atlassian Document Format that we use (developer.atlassian.com, "ADF structure"). What an event says
 * only ever becomes the `text` of a text node, so no markup, mention or link can come of it.
 */
export interface AdfText {
  readonly type: 'text';
  readonly text: string;
  readonly marks?: readonly (
    | { readonly type: 'strong' | 'code' }
    | { readonly type: 'link'; readonly attrs: { readonly href: string } }
  )[];
}
export interface AdfParagraph {
  readonly type: 'paragraph';
  readonly content: readonly AdfText[];
}
export interface AdfBulletList {
  readonly type: 'bulletList';
  readonly content: readonly { readonly type: 'listItem'; readonly content: readonly AdfParagraph[] }[];
}
export type AdfBlock = AdfParagraph | AdfBulletList;
export interface AdfDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly AdfBlock[];
}

/** Text of an event, made harmless; a text node may not be empty, so nothing is shown as a dash. */
export function text(words: string, maxCharacters = 1024): AdfText {
  return { type: 'text', text: plainText(words, maxCharacters) || '–' };
}

/** Words of ours, exactly as they stand. */
export function words(ours: string): AdfText {
  return { type: 'text', text: ours };
}

export function strong(words: string): AdfText {
  return { ...text(words), marks: [{ type: 'strong' }] };
}

/** Words of ours that are read back: the key of an outcome. */
export function code(words: string): AdfText {
  return { type: 'text', text: words, marks: [{ type: 'code' }] };
}

export function link(words: string, href: string): AdfText {
  return { ...text(words, 256), marks: [{ type: 'link', attrs: { href } }] };
}

export function paragraph(...content: readonly AdfText[]): AdfParagraph {
  return { type: 'paragraph', content };
}

export function bullets(items: readonly (readonly AdfText[])[]): readonly AdfBulletList[] {
  return items.length === 0
    ? []
    : [{ type: 'bulletList', content: items.map((item) => ({ type: 'listItem', content: [paragraph(...item)] })) }];
}

/** The blocks from the first on while Jira takes them, then the closing one; says so when something was left out. */
export function document(blocks: readonly AdfBlock[], closing: AdfBlock): AdfDocument {
  const cutNote = paragraph(text('The rest did not fit into an issue; the whole event is in the store.'));
  const whole: AdfDocument = { type: 'doc', version: 1, content: [...blocks, closing] };
  if (JSON.stringify(whole).length <= MAX_DOCUMENT_CHARACTERS) return whole;
  let room = MAX_DOCUMENT_CHARACTERS - JSON.stringify({ ...whole, content: [cutNote, closing] }).length;
  const kept: AdfBlock[] = [];
  for (const block of blocks) {
    const most = whatFits(block, room);
    room -= JSON.stringify(block).length + 1;
    if (most) kept.push(most);
    if (room < 0) break;
  }
  return { ...whole, content: [...kept, cutNote, closing] };
}

/** Of a list the first entries that fit, of anything else all or nothing. */
function whatFits(block: AdfBlock, room: number): AdfBlock | undefined {
  if (JSON.stringify(block).length < room) return block;
  if (block.type !== 'bulletList') return undefined;
  const content = [...block.content];
  do content.pop();
  while (content.length > 0 && JSON.stringify({ ...block, content }).length >= room);
  return content.length > 0 ? { ...block, content } : undefined;
}

/** Whether {@link document} takes all of it, whatever the closing block. */
export function fits(blocks: readonly AdfBlock[]): boolean {
  return JSON.stringify(blocks).length < MAX_DOCUMENT_CHARACTERS - 1024;
}

/** Whether a document of ours ends in this key. Only text marked as code counts: nothing that an event says is ever marked so. */
export function carriesKey(node: unknown, key: string): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { text: words, marks, content } = node as { text?: unknown; marks?: unknown; content?: unknown };
  if (words === key && Array.isArray(marks) && marks.some((mark) => (mark as { type?: unknown })?.type === 'code'))
    return true;
  return Array.isArray(content) && content.some((child) => carriesKey(child, key));
}
