import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Before, BeforeSection, Marked, Passage } from '@org/console';
import {
  checkpointKey,
  DevOpsAgentError,
  investigationRun,
  journalRecords,
  parseOutcomeRequest,
  readJournal,
  receiptKey,
  toInvestigation,
  type CrossingReceipt,
  type DevOpsAgent,
  type Finding,
  type JournalRecord,
  type OutcomeRequest,
} from '@org/devops-agent-client';
import { redact, redactJson, RedactionRefused, type RedactionPolicy } from '@org/redactor';
import type { ClientTable } from './crossed';

/** A client's account in one Region, with the client's own credentials. */
export interface ClientAccount extends ClientTable {
  readonly agent: DevOpsAgent;
  /** Account ids that may stay in its texts, as its formatter has them. */
  readonly keepAccountIds: readonly string[];
}

type Outcome = Pick<OutcomeRequest, 'agent_space_id' | 'investigation_id' | 'outcome_version'>;

/**
 * Reads what stands in a client's account about one outcome: what the formatter had before it when it made the event, with
 * the redactor's findings marked by the formatter's own policy.
 *
 * @returns undefined when the account has no checkpoint of it, or the agent no longer its task
 */
export async function readBefore(
  account: string,
  outcome: Outcome,
  { agent, dynamo, tableName, keepAccountIds }: ClientAccount,
): Promise<Before | undefined> {
  const table = DynamoDBDocumentClient.from(dynamo);
  const get = async (Key: { pk: string; sk: string }) =>
    (await table.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }))).Item;
  const [checkpoint, receipt] = await Promise.all([get(checkpointKey(outcome)), get(receiptKey(outcome))]);
  if (!checkpoint) return undefined;
  const { kind, execution_id, summary_record_id } = checkpoint as unknown as OutcomeRequest;
  const agentSpaceId = outcome.agent_space_id;
  const task = await agent.getBacklogTask({ agentSpaceId, taskId: outcome.investigation_id }).catch(unlessGone);
  const investigation = task && toInvestigation(task.task);
  if (!task || !investigation) return undefined;
  const [run, space, operatorApp] = await Promise.all([
    investigationRun(agent, investigation, { kind, ...(execution_id !== undefined && { executionId: execution_id }) }),
    agent.getAgentSpace({ agentSpaceId }),
    agent.getOperatorApp({ agentSpaceId }),
  ]);
  const executionId = kind === 'investigation' ? (execution_id ?? run?.executionId) : run?.executionId;
  const records: JournalRecord[] = [];
  if (executionId !== undefined) {
    for await (const record of journalRecords(agent, { agentSpaceId, executionId })) records.push(record);
  }
  const { report } = readJournal(records, kind === 'investigation' ? summary_record_id : undefined);
  const policy: RedactionPolicy = { profile: 'summary', keepAccountIds };
  const passage = (text: string, name?: string): Passage => ({
    text: marked(text, policy),
    ...(name !== undefined && { name: marked(name, policy) }),
  });
  const { title, description } = task.task;
  const { pseudonyms = {} } = (receipt ?? {}) as Partial<CrossingReceipt>;
  const sections: BeforeSection[] = [
    {
      title: 'Task',
      note: 'The formatter makes no use of it.',
      passages: [passage(title, 'title'), ...(description === undefined ? [] : [passage(description, 'description')])],
    },
    report
      ? {
          title: `Report (journal record ${report.recordType})`,
          note: 'Only a redacted sentence of it, names of resources, and words of closed lists may cross.',
          passages: [passage(report.text)],
        }
      : { title: 'Report', note: 'The journal holds none that can be read.', passages: [] },
    {
      title: 'Findings',
      note: 'Its structured form.',
      passages: [...(report?.structure?.findings ?? []), ...(report?.structure?.symptoms ?? [])].flatMap((finding) =>
        textsOf(finding).map(([name, text]) => passage(text, name)),
      ),
    },
    {
      title: 'Tags of the agent space',
      note: 'They cross redacted, key and value, beside those of the configuration; those of AWS (aws:) stay.',
      passages: Object.entries(space.tags ?? {}).map(([key, value]) => ({
        name: marked(key, policy),
        text: markedValue(key, value, policy),
      })),
    },
    {
      title: "The agent's web app",
      note: 'The link is built on it, and left out if the redactor finds anything in it.',
      passages: operatorApp.operatorAppUrl === undefined ? [] : [passage(operatorApp.operatorAppUrl)],
    },
    {
      title: 'Pseudonyms',
      note: 'Which resource each stands for is known in this account only.',
      passages: Object.entries(pseudonyms).map(([pseudonym, id]) => passage(id, pseudonym)),
    },
  ];
  return {
    account,
    sections: sections.filter(({ title: name, passages }) => passages.length > 0 || name === 'Report'),
    otherRecords: records.length - (report ? 1 : 0),
  };
}

/** The parts of an outcome's key behind its account, if it is one. */
export function outcomeIn(key: string): Outcome | undefined {
  const [, agent_space_id, investigation_id, version] = key.split('/');
  const outcome = { agent_space_id, investigation_id, outcome_version: Number(version) };
  const parsed = parseOutcomeRequest({ ...outcome, kind: 'investigation', status: 'COMPLETED' });
  return parsed.ok ? parsed.value : undefined;
}

function unlessGone(error: unknown): undefined {
  if (error instanceof DevOpsAgentError && !error.retryable) return undefined;
  throw error;
}

function textsOf({ type, title, description, relatedResources }: Finding): [string, string][] {
  const kind = type ?? 'symptom';
  return [
    ...(title === undefined ? [] : [[`${kind}: title`, title] as [string, string]]),
    ...(description === undefined || description === title
      ? []
      : [[`${kind}: description`, description] as [string, string]]),
    ...relatedResources.map((resource) => [`${kind}: resource`, resource] as [string, string]),
  ];
}

function marked(text: string, policy: RedactionPolicy): Marked {
  return found(text, () => redact(text, policy).findings);
}

/** The value of a key that may tell what it is: `sunshine` is a secret under `password`. */
function markedValue(key: string, value: string, policy: RedactionPolicy): Marked {
  return found(value, () => redactJson({ [key]: value }, policy).findings.filter(({ inKey }) => !inKey));
}

function found(text: string, look: () => readonly Marked['marks'][number][]): Marked {
  try {
    return { text, marks: look().map(({ start, end, category }) => ({ start, end, category })) };
  } catch (error) {
    if (error instanceof RedactionRefused) return { text, marks: [], refused: true };
    throw error;
  }
}
