import type { JournalRecord } from './wire';

/** A thing that the report says, from its structured form. */
export interface Finding {
  /** Open; `root_cause`, `cause` and `observation` have been seen. Symptoms have none. */
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  /** ARNs or bare ids, as the agent wrote them. */
  readonly relatedResources: readonly string[];
}

/** The structured form of a report. Any list may be empty: a healthy system, or an agent that could read nothing. */
export interface ReportStructure {
  readonly symptoms: readonly Finding[];
  readonly findings: readonly Finding[];
  readonly gapCount: number;
}

/** What an investigation wrote, whichever of its record types held it this week. Unredacted: it never leaves. */
export interface Report {
  readonly recordId: string;
  readonly recordType: string;
  /** Markdown, or the prose of a structured report, whole. */
  readonly text: string;
  readonly structure?: ReportStructure;
}

/** What the journal of one execution holds for us. */
export interface JournalReading {
  /** Absent when no record of a known type held any text. */
  readonly report?: Report;
  /** Records of types that nobody told us of: the sign of a drift, never a failure. */
  readonly unknownRecords: number;
}

// AWS's own parsers also accept versioned names, such as investigation_summary_v2.
const MARKDOWN = /^investigation_summary(_v\d+)?_md$/;
const STRUCTURED = /^investigation_summary(_v\d+)?$/;
const RESULT = /^investigation_result(_v\d+)?$/;
const MESSAGE = /^message$/;
/** Seen, understood, and not needed. */
const OTHERS = new Set([
  'utilization',
  'observation',
  'finding',
  'symptom',
  'investigation_gap',
  'ui_investigation_summary',
  'mitigation_summary',
  'mitigation_summary_md',
]);

/** Deep enough for any report; a deeper one was made to hurt. */
const MAX_DEPTH = 20;

/**
 * Finds the report among the records of one execution: the record that is named, else the newest Markdown summary, else
 * the newest structured one, else the result, else the last thing that the assistant said. The record types change from
 * week to week, so every step is expected to find nothing.
 *
 * @param records in any order
 * @param summaryRecordId from the event or the checkpoint; may name a record that is not there
 */
export function readJournal(records: readonly JournalRecord[], summaryRecordId?: string): JournalReading {
  const newestFirst = [...records].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const unknownRecords = records.filter(({ recordType }) => !isKnown(recordType)).length;
  const candidates = [
    ...newestFirst.filter(({ recordId, recordType }) => recordId === summaryRecordId && !OTHERS.has(recordType)),
    ...[MARKDOWN, STRUCTURED, RESULT, MESSAGE].flatMap((type) =>
      newestFirst.filter((record) => type.test(record.recordType)),
    ),
  ];
  for (const record of candidates) {
    const text = textOf(record);
    if (text.trim() === '') continue;
    const structure = structureNear(record, newestFirst);
    const { recordId, recordType } = record;
    return { report: { recordId, recordType, text, ...(structure && { structure }) }, unknownRecords };
  }
  return { unknownRecords };
}

function isKnown(type: string): boolean {
  return OTHERS.has(type) || [MARKDOWN, STRUCTURED, RESULT, MESSAGE].some((known) => known.test(type));
}

function textOf(record: JournalRecord): string {
  const content = MARKDOWN.test(record.recordType) ? record.content : jsonIn(record.content);
  if (typeof content === 'string') return content;
  if (!isRecord(content)) return '';
  if (MESSAGE.test(record.recordType)) return content['role'] === 'assistant' ? saidIn(content['content']) : '';
  if (typeof content['text'] === 'string') return content['text'];
  return [...wordsIn(content, 0)].join('\n');
}

/** What a message says aloud; its `thinking` parts are not meant for anybody. */
function saidIn(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (isRecord(part) && part['type'] === 'text' ? textIn(part['text']) : undefined))
    .filter((text) => text !== undefined)
    .join('\n');
}

function* wordsIn(value: unknown, depth: number): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (depth < MAX_DEPTH && typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) yield* wordsIn(item, depth + 1);
  }
}

/** The structured twin of a record: itself, or the one written closest to it. */
function structureNear(record: JournalRecord, records: readonly JournalRecord[]): ReportStructure | undefined {
  const distance = (other: JournalRecord) => Math.abs(other.createdAt.getTime() - record.createdAt.getTime());
  const twins = records.filter(({ recordType }) => STRUCTURED.test(recordType));
  for (const twin of [...twins].sort((a, b) => distance(a) - distance(b))) {
    const structure = toStructure(jsonIn(twin.content));
    if (structure) return structure;
  }
  return undefined;
}

function toStructure(content: unknown): ReportStructure | undefined {
  if (!isRecord(content)) return undefined;
  const { symptoms, findings, investigation_gaps: gaps } = content;
  if (!Array.isArray(symptoms) && !Array.isArray(findings) && !Array.isArray(gaps)) return undefined;
  return {
    symptoms: listOf(symptoms).map(toFinding),
    findings: listOf(findings).map(toFinding),
    gapCount: listOf(gaps).length,
  };
}

function toFinding(value: unknown): Finding {
  if (!isRecord(value)) return { relatedResources: [], ...(typeof value === 'string' && { title: value }) };
  const type = textIn(value['type']) ?? textIn(value['finding_type']);
  const title = textIn(value['title']);
  const description = textIn(value['description']);
  return {
    ...(type !== undefined && { type }),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    relatedResources: listOf(value['related_resources']).filter((resource) => typeof resource === 'string'),
  };
}

/** The JSON that a string holds, as this service stores it, or the value itself. */
function jsonIn(content: unknown): unknown {
  if (typeof content !== 'string') return content;
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
