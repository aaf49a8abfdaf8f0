import { createHash, createHmac } from 'node:crypto';
import type { ClientDocument } from '@org/configuration';
import {
  DevOpsAgentError,
  investigationRun,
  parseOutcomeRequest,
  readExecutionJournal,
  toInvestigation,
  type CrossingReceipt,
  type DevOpsAgent,
  type Execution,
  type Investigation,
  type JournalReading,
  type OutcomeRequest,
} from '@org/devops-agent-client';
import type { InvestigationEvent, WithheldReason } from '@org/event-schema';
import { composeEvent, type OutcomeFacts } from './compose';
import { crossingOf, withheldCrossing, type Crossing, type Redact } from './crossing';
import type { Receipts } from './receipt';

/** What telling an outcome needs from the outside world. */
export interface FormatPorts {
  readonly client: ClientDocument;
  readonly agent: DevOpsAgent;
  readonly redact: Redact;
  /** The version of the redactor's policy, as it will stand in the event. */
  readonly policyVersion: string;
  readonly receipts: Receipts;
  readonly now: () => Date;
  /** Puts the event on the central bus; throws when the bus did not take it. */
  readonly publish: (event: InvestigationEvent) => Promise<void>;
}

/** What was told: ids, states and counts, fit for a log. */
export interface Told {
  readonly investigation_id: string;
  readonly outcome_version: number;
  readonly event_type: string;
  readonly status: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly redacted: Readonly<Record<string, number>>;
  readonly withheld_reason?: WithheldReason;
  /** True when an earlier run had already published it, and only the closing was left. */
  readonly had_left: boolean;
  /** Records of types that nobody knows, read on the way. */
  readonly unknown_records: number;
}

/**
 * Tells one outcome to the central account: reads what the agent wrote, makes the redacted event, writes the receipt,
 * publishes, and closes the checkpoint, in this order. A repeat after a crash publishes the very bytes of the receipt, so
 * it is the same event with the same key, and harmless.
 *
 * @throws when something outside failed; nothing unredacted has left, and a repeat finishes the work
 */
export async function formatOutcome(input: unknown, ports: FormatPorts): Promise<Told> {
  const request = requestIn(input);
  const { receipts } = ports;
  let unknownRecords = 0;
  let receipt = await receipts.of(request);
  if (!receipt) {
    const read = await readFacts(request, ports);
    unknownRecords = read.unknownRecords;
    const crossing = cross(read, ports);
    receipt = await receipts.prepare(receiptOf(request, crossing, read.pseudonyms, ports.now()));
  }
  const hadLeft = receipt.left_at !== undefined;
  const event = JSON.parse(receipt.event_json) as InvestigationEvent;
  if (!hadLeft) {
    await ports.publish(event);
    await receipts.noteLeft(receipt, ports.now());
  }
  await receipts.closeCheckpoint(request, ports.now());
  return {
    investigation_id: request.investigation_id,
    outcome_version: request.outcome_version,
    event_type: event.event_type,
    status: event.status,
    bytes: receipt.bytes,
    sha256: receipt.sha256,
    redacted: receipt.redacted,
    ...(receipt.withheld_reason !== undefined && { withheld_reason: receipt.withheld_reason }),
    had_left: hadLeft,
    unknown_records: unknownRecords,
  };
}

function requestIn(input: unknown): OutcomeRequest {
  const parsed = parseOutcomeRequest(input);
  if (parsed.ok) return parsed.value;
  const problems = parsed.problems.map(
    ({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`,
  );
  throw new Error(
    `The formatter was asked for something that is no outcome (${problems.join('; ')}). The watcher asks it.`,
  );
}

interface Reading {
  readonly facts: OutcomeFacts;
  /** The report ought to be there, and is not. */
  readonly unreadable: boolean;
  readonly unknownRecords: number;
  /** pseudonym → resource, filled while the event is composed. */
  readonly pseudonyms: Record<string, string>;
}

async function readFacts(request: OutcomeRequest, ports: FormatPorts): Promise<Reading> {
  const { agent, client } = ports;
  const { agent_space_id: agentSpaceId, investigation_id: taskId } = request;
  const { task } = await agent.getBacklogTask({ agentSpaceId, taskId });
  const investigation = toInvestigation(task);
  if (!investigation) throw new Error(`Task ${taskId} is no investigation, so it has no outcome to tell.`);
  const [{ run, journal }, agentSpaceTags, operatorAppUrl] = await Promise.all([
    readReport(request, investigation, agent),
    unlessForbidden(async () => (await agent.getAgentSpace({ agentSpaceId })).tags ?? {}, {}),
    unlessForbidden(async () => (await agent.getOperatorApp({ agentSpaceId })).operatorAppUrl, undefined),
  ]);
  const pseudonyms: Record<string, string> = {};
  const key = client.privacy.affected_resources === 'pseudonyms' ? await ports.receipts.pseudonymKey() : undefined;
  const facts: OutcomeFacts = {
    request,
    client,
    investigation,
    ...(run && { run }),
    ...(journal?.report && { report: journal.report }),
    agentSpaceTags,
    ...(operatorAppUrl !== undefined && { operatorAppUrl }),
    pseudonymOf: (id) => {
      const pseudonym = pseudonymOf(id, key);
      pseudonyms[pseudonym] = id;
      return pseudonym;
    },
  };
  // An investigation that completed has a report; the others may have died before writing one.
  const unreadable = request.status === 'COMPLETED' && !journal?.report;
  return { facts, unreadable, unknownRecords: journal?.unknownRecords ?? 0, pseudonyms };
}

async function readReport(
  request: OutcomeRequest,
  investigation: Investigation,
  agent: DevOpsAgent,
): Promise<{ run?: Execution; journal?: JournalReading }> {
  const outcome = {
    kind: request.kind,
    ...(request.execution_id !== undefined && { executionId: request.execution_id }),
  };
  const run = await unlessForbidden(() => investigationRun(agent, investigation, outcome), undefined);
  const executionId = request.kind === 'investigation' ? (request.execution_id ?? run?.executionId) : run?.executionId;
  if (executionId === undefined) return {};
  const summary = request.kind === 'investigation' ? request.summary_record_id : undefined;
  const { agentSpaceId } = investigation;
  const read = () => readExecutionJournal(agent, agentSpaceId, executionId, summary);
  const journal = await unlessForbidden<JournalReading | undefined>(read, undefined);
  return { ...(run && { run }), ...(journal && { journal }) };
}

/** An answer that will never come is done without; one that may come later is waited for by failing. */
async function unlessForbidden<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DevOpsAgentError && !error.retryable) return otherwise;
    throw error;
  }
}

function cross({ facts, unreadable }: Reading, { redact, policyVersion }: FormatPorts): Crossing {
  const composed = composeEvent(facts);
  return unreadable
    ? withheldCrossing(composed.event, 'report_unreadable', redact)
    : crossingOf(composed, redact, policyVersion);
}

/** Keyed, so that nobody outside can try names; letters only, so that no redaction rule takes it for an account id. */
function pseudonymOf(id: string, key: Uint8Array | undefined): string {
  if (key === undefined) throw new Error('A pseudonym was asked for without a key.');
  const digest = createHmac('sha256', key).update(id).digest('hex').slice(0, 16);
  return `res-${[...digest].map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('')}`;
}

function receiptOf(
  request: OutcomeRequest,
  { event, withheld }: Crossing,
  pseudonyms: Readonly<Record<string, string>>,
  now: Date,
): CrossingReceipt {
  const event_json = JSON.stringify(event);
  const { agent_space_id, investigation_id, outcome_version } = request;
  const used = Object.fromEntries(Object.entries(pseudonyms).filter(([pseudonym]) => event_json.includes(pseudonym)));
  return {
    agent_space_id,
    investigation_id,
    outcome_version,
    event_json,
    sha256: createHash('sha256').update(event_json).digest('hex'),
    bytes: Buffer.byteLength(event_json),
    fields: pointersOf(event, ''),
    redacted: event.redaction.counts,
    ...(withheld !== undefined && { withheld_reason: withheld }),
    ...(Object.keys(used).length > 0 && { pseudonyms: used }),
    prepared_at: now.toISOString(),
  };
}

function pointersOf(value: unknown, pointer: string): string[] {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return [pointer];
  return Object.entries(value).flatMap(([name, item]) =>
    pointersOf(item, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}
