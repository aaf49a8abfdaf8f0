import { readOutcomes, investigationRun, toInvestigation, type Investigation, type Execution, type Task } from '.';
import { agentWith, anExecution, aRecord, aTask, type AgentContent } from './testing';

const taskId = aTask().taskId;
const first = anExecution();
const second = anExecution({ executionId: 'exe-2', createdAt: new Date('2026-11-20T10:10:00Z') });
const runs = (...executions: Execution[]) => executions.map((execution) => ({ taskId, execution }));
const plan = aRecord({
  executionId: 'exe-2',
  recordId: 'plan',
  recordType: 'mitigation_summary_md',
  content: '# Mitigation Summary',
});

function outcomesOf(task: Partial<Task>, content: Partial<AgentContent> = {}, known: string[] = []) {
  const { agent } = agentWith(content);
  return readOutcomes(agent, toInvestigation(aTask(task)) as Investigation, new Set(known));
}

it('is the final status, the execution and the newest summary record', async () => {
  expect(await outcomesOf({})).toEqual([
    {
      kind: 'investigation',
      status: 'COMPLETED',
      executionId: first.executionId,
      summaryRecordId: 'c0a80101-77aa-4c1d-9d52-2f1f0e0d0c0b',
      reachedAt: new Date('2026-11-20T10:04:37.412Z'),
    },
  ]);
});

it('spells CANCELLED as the events do, though the API does not', async () => {
  expect(await outcomesOf({ status: 'CANCELED' })).toMatchObject([{ status: 'CANCELLED' }]);
});

it.each([
  'PENDING_TRIAGE',
  'PENDING_START',
  'IN_PROGRESS',
  'WAITING',
  'PENDING_CUSTOMER_APPROVAL',
  'A_STATE_OF_TOMORROW',
])('is nothing yet while the task is %s', async (status) => {
  expect(await outcomesOf({ status })).toEqual([]);
  expect(await outcomesOf({ status }, { executions: [] })).toEqual([]);
});

it('has no execution for a task that triage linked or skipped', async () => {
  const { executionId, ...linked } = aTask({ status: 'LINKED' });
  expect(executionId).toBeDefined();
  const { agent } = agentWith({ executions: [], records: [] });
  const outcomes = await readOutcomes(agent, toInvestigation(linked) as Investigation);
  expect(outcomes).toEqual([{ kind: 'investigation', status: 'LINKED', reachedAt: linked.updatedAt }]);
});

it('takes the newest of two summary records of the same type', async () => {
  const records = [aRecord(), aRecord({ recordId: 'later', createdAt: new Date('2026-11-20T10:05:00Z') })];
  expect(await outcomesOf({}, { records })).toMatchObject([{ summaryRecordId: 'later' }]);
});

it('takes what stands in place of the summary when the record types have drifted', async () => {
  const records = [
    aRecord({ recordId: 'result', recordType: 'investigation_result', content: { type: 'x', text: 'It.' } }),
  ];
  expect(await outcomesOf({}, { records })).toMatchObject([{ summaryRecordId: 'result' }]);
});

it('ignores the executions of sub-agents', async () => {
  const sub = anExecution({ executionId: 'sub', parentExecutionId: first.executionId, createdAt: second.createdAt });
  expect(await outcomesOf({}, { executions: runs(first, sub) })).toMatchObject([{ executionId: first.executionId }]);
});

it('follows a re-opened task to its second execution', async () => {
  const records = [aRecord(), aRecord({ executionId: 'exe-2', recordId: 'second' })];
  expect(await outcomesOf({}, { executions: runs(first, second), records })).toMatchObject([
    { kind: 'investigation', executionId: 'exe-2', summaryRecordId: 'second' },
  ]);
});

describe('a mitigation', () => {
  const mitigation = { ...second, agentType: 'mitigation' };

  it('is an outcome of its own, and leaves the one beneath it as it was', async () => {
    expect(await outcomesOf({}, { executions: runs(first, second), records: [aRecord(), plan] })).toMatchObject([
      {
        kind: 'investigation',
        status: 'COMPLETED',
        executionId: first.executionId,
        summaryRecordId: aRecord().recordId,
      },
      { kind: 'mitigation', status: 'COMPLETED', executionId: 'exe-2', summaryRecordId: 'plan' },
    ]);
  });

  it('that fails does not turn the investigation into a failed one', async () => {
    expect(await outcomesOf({ status: 'FAILED' }, { executions: runs(first, mitigation) })).toMatchObject([
      { kind: 'investigation', status: 'COMPLETED' },
      { kind: 'mitigation', status: 'FAILED', executionId: 'exe-2' },
    ]);
  });

  it('is recognised by what an event told, when the API gives no sign of it', async () => {
    expect(await outcomesOf({ status: 'TIMED_OUT' }, { executions: runs(first, second) }, ['exe-2'])).toMatchObject([
      { kind: 'investigation', status: 'COMPLETED' },
      { kind: 'mitigation', status: 'TIMED_OUT' },
    ]);
  });

  it('that is still being written hides nothing of the investigation', async () => {
    expect(await outcomesOf({ status: 'IN_PROGRESS' }, { executions: runs(first, mitigation) })).toMatchObject([
      { kind: 'investigation', status: 'COMPLETED' },
    ]);
  });

  it('is told with the report of the investigation beneath it', async () => {
    const { agent } = agentWith({ executions: runs(first, second), records: [aRecord(), plan] });
    const investigation = toInvestigation(aTask()) as Investigation;
    const run = await investigationRun(agent, investigation, { kind: 'mitigation', executionId: 'exe-2' });
    expect(run?.executionId).toBe(first.executionId);
  });
});

describe('toInvestigation', () => {
  it.each(['EVALUATION', 'RELEASE_TESTING', 'SYSTEM_LEARNING'])('is nothing for a task of type %s', (taskType) => {
    expect(toInvestigation(aTask({ taskType }))).toBeUndefined();
  });

  it('uses our words', () => {
    expect(toInvestigation(aTask({ primaryTaskId: 'task-0' }))).toEqual({
      agentSpaceId: aTask().agentSpaceId,
      investigationId: taskId,
      executionId: first.executionId,
      status: 'COMPLETED',
      priority: 'HIGH',
      createdAt: aTask().createdAt,
      updatedAt: aTask().updatedAt,
      version: 3,
      primaryInvestigationId: 'task-0',
    });
  });
});
