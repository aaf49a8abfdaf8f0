import { isRecord } from './stand-in';

// Atlassian Document Format, "Document structure": which node may hold which, and the attributes that a node needs.
const INLINE = ['text', 'hardBreak', 'mention', 'emoji', 'inlineCard', 'date', 'status'];
const LIST_CONTENT = ['paragraph', 'bulletList', 'orderedList', 'codeBlock'];
const BLOCKS = ['paragraph', 'bulletList', 'orderedList', 'heading', 'codeBlock', 'blockquote', 'rule', 'panel'];
const CONTENT: Readonly<Record<string, { children?: readonly string[]; least?: number; needs?: string }>> = {
  doc: { children: BLOCKS },
  paragraph: { children: INLINE },
  heading: { children: INLINE, needs: 'level' },
  bulletList: { children: ['listItem'], least: 1 },
  orderedList: { children: ['listItem'], least: 1 },
  listItem: { children: LIST_CONTENT, least: 1 },
  codeBlock: { children: ['text'] },
  blockquote: { children: ['paragraph', 'bulletList', 'orderedList', 'codeBlock'], least: 1 },
  panel: { children: ['paragraph', 'bulletList', 'orderedList', 'heading'], least: 1, needs: 'panelType' },
  rule: {},
  hardBreak: {},
  mention: { needs: 'id' },
  emoji: { needs: 'shortName' },
  inlineCard: { needs: 'url' },
  date: { needs: 'timestamp' },
  status: { needs: 'text' },
  text: {},
};
const MARKS = ['strong', 'em', 'strike', 'underline', 'code', 'link', 'subsup', 'textColor'];

/** Whether Jira would take it as a document. */
export function isAtlassianDocument(value: unknown): boolean {
  return isRecord(value) && value['type'] === 'doc' && value['version'] === 1 && isNode(value, ['doc']);
}

/** The words of a document, for a person or a checker. */
export function textOf(node: unknown): string {
  if (!isRecord(node)) return '';
  if (typeof node['text'] === 'string') return node['text'];
  if (!Array.isArray(node['content'])) return '';
  const separator = node['type'] === 'paragraph' || node['type'] === 'heading' ? '' : '\n';
  return node['content'].map(textOf).join(separator);
}

function isNode(node: unknown, allowed: readonly string[]): boolean {
  if (!isRecord(node)) return false;
  const { type, content, attrs, marks, text } = node;
  if (typeof type !== 'string' || !allowed.includes(type)) return false;
  const rule = CONTENT[type] ?? {};
  if (rule.needs !== undefined && (!isRecord(attrs) || attrs[rule.needs] === undefined)) return false;
  if (type === 'text') return typeof text === 'string' && text !== '' && content === undefined && areMarks(marks);
  if (text !== undefined) return false;
  if (content === undefined) return type !== 'doc' && (rule.least ?? 0) === 0;
  const children = rule.children;
  return (
    children !== undefined &&
    Array.isArray(content) &&
    content.length >= (rule.least ?? 0) &&
    content.every((child) => isNode(child, children))
  );
}

function areMarks(marks: unknown): boolean {
  if (marks === undefined) return true;
  if (!Array.isArray(marks)) return false;
  const types = marks.map((mark) => (isRecord(mark) ? mark['type'] : undefined));
  // "code" goes with a link only.
  if (types.includes('code') && types.some((type) => type !== 'code' && type !== 'link')) return false;
  return marks.every((mark) => {
    if (!isRecord(mark) || typeof mark['type'] !== 'string' || !MARKS.includes(mark['type'])) return false;
    if (mark['type'] !== 'link') return true;
    const { attrs } = mark;
    return isRecord(attrs) && typeof attrs['href'] === 'string' && attrs['href'] !== '';
  });
}
