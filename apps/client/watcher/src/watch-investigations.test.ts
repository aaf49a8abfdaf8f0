import { DevOpsAgentError, type OutcomeRequest } from '@org/devops-agent-client';
import { agentWith, anExecution, aRecord, aTask } from '@org/devops-agent-client/testing';
import { parseHeartbeat, type Heartbeat } from '@org/event-schema';
import { aNativeEvent } from '@org/event-schema/testing';
import { checkpointsInMemory } from '../test/checkpoints-in-memory';
import { SCHEDULE_SOURCE, watchInvestigations, type WatchPorts } from './watch-investigations';

const schedule = { source: SCHEDULE_SOURCE };
const task = aTask();
const space = task.agentSpaceId;
const first = { taskId: task.taskId, execution: anExecution() };
const second = {
  taskId: task.taskId,
  execution: anExecution({ executionId: 'exe-2', createdAt: new Date('2026-11-20T10:10:00Z') }),
};
const secondSummary = aRecord({
  executionId: 'exe-2',
  recordId: 'record-2',
  createdAt: new Date('2026-11-20T10:14:00Z'),
});

/** A client account with one completed investigation. `told` is what the formatter was asked. */
function aClientAccount() {
  const { agent, content } = agentWith();
  const checkpoints = checkpointsInMemory();
  const told: OutcomeRequest[] = [];
  const heartbeats: Heartbeat[] = [];
  const clock = { now: new Date('2026-11-20T10:04:40Z') };
  const ports: WatchPorts = {
    client: { client_account_id: '123456789012', region: 'us-east-1', agent_space_ids: [space] },
    agent,
    checkpoints,
    now: () => clock.now,
    tell: async (request) => void told.push(request),
    sendHeartbeat: async (heartbeat) => void heartbeats.push(heartbeat),
  };
  const later = (minutes: number) => (clock.now = new Date(clock.now.getTime() + minutes * 60_000));
  return {
    ports,
    content,
    checkpoints,
    told,
    heartbeats,
    later,
    watch: (input: unknown) => watchInvestigations(input, ports),
  };
}

const numbers = (told: readonly OutcomeRequest[]) => told.map(({ outcome_version }) => outcome_version);

describe('a native event', () => {
  it('numbers the outcome, and asks the formatter to tell it', async () => {
    const { watch, told } = aClientAccount();
    const result = await watch(aNativeEvent());
    expect(result).toMatchObject({ watched: { reason: 'new-outcome', told: 1 } });
    expect(told).toEqual([
      {
        agent_space_id: space,
        investigation_id: task.taskId,
        outcome_version: 1,
        kind: 'investigation',
        status: 'COMPLETED',
        execution_id: first.execution.executionId,
        summary_record_id: aRecord().recordId,
        reached_at: '2026-11-20T10:04:37.412Z',
      },
    ]);
  });

  it('that comes twice, or again a day later, changes nothing', async () => {
    const { watch, told, checkpoints, later } = aClientAccount();
    await watch(aNativeEvent());
    expect(await watch(aNativeEvent())).toMatchObject({ watched: { reason: 'already-numbered', told: 0 } });
    checkpoints.close(task.taskId, 1);
    later(24 * 60);
    await watch(aNativeEvent({ detail: { data: { updated_at: '2026-11-20T11:00:00Z' } } }));
    expect(numbers(told)).toEqual([1]);
  });

  it('without a summary record id is as good as one with it: the journal is asked either way', async () => {
    const { watch, told } = aClientAccount();
    await watch(aNativeEvent({ detail: { data: { summary_record_id: undefined as never } } }));
    expect(told).toMatchObject([{ summary_record_id: aRecord().recordId }]);
  });

  it('is believed about nothing but the id: the task is read as it stands now', async () => {
    const { watch, told, content } = aClientAccount();
    content.tasks = [aTask({ status: 'CANCELED' })];
    await watch(aNativeEvent());
    expect(told).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it('that comes after the task was opened again waits for the next end', async () => {
    const { watch, told, content } = aClientAccount();
    content.tasks = [aTask({ status: 'IN_PROGRESS', version: 4 })];
    expect(await watch(aNativeEvent())).toMatchObject({ watched: { reason: 'not-ended' } });
    expect(told).toEqual([]);
  });

  it('of an agent space that the client did not name is left alone', async () => {
    const { watch, told, content } = aClientAccount();
    const result = await watch(aNativeEvent({ detail: { metadata: { agent_space_id: 'another' } } }));
    expect(result).toMatchObject({ watched: { reason: 'agent-space-not-watched' } });
    expect(content.calls).toEqual([]);
    expect(told).toEqual([]);
  });

  it.each(['EVALUATION', 'SYSTEM_LEARNING'])('of a task of type %s is counted and no more', async (taskType) => {
    const { watch, content } = aClientAccount();
    content.tasks = [aTask({ taskType })];
    expect(await watch(aNativeEvent())).toMatchObject({ watched: { reason: 'other-task-type' } });
  });

  it('in a state that is not final is counted and no more', async () => {
    const { watch } = aClientAccount();
    const result = await watch(aNativeEvent({ 'detail-type': 'Investigation In Progress' }));
    expect(result).toMatchObject({ watched: { reason: 'not-final-event' } });
  });
});

describe('a task that was opened again', () => {
  it('has a second outcome when it ends again', async () => {
    const { watch, told, content } = aClientAccount();
    await watch(aNativeEvent());
    content.tasks = [aTask({ version: 6, updatedAt: new Date('2026-11-20T10:14:00Z') })];
    content.executions.push(second);
    content.records.push(secondSummary);
    await watch(aNativeEvent());
    expect(told).toMatchObject([
      { outcome_version: 1, summary_record_id: aRecord().recordId },
      { outcome_version: 2, summary_record_id: 'record-2', execution_id: 'exe-2' },
    ]);
  });

  it('has one too when it went on in the same execution and only the summary is new', async () => {
    const { watch, told, content } = aClientAccount();
    await watch(aNativeEvent());
    content.records.push(aRecord({ recordId: 'record-2', createdAt: new Date('2026-11-20T10:14:00Z') }));
    await watch(aNativeEvent());
    expect(told).toMatchObject([{ outcome_version: 1 }, { outcome_version: 2, summary_record_id: 'record-2' }]);
  });

  it('does not get the first outcome again from a watcher that read it before and was slow', async () => {
    const { watch, told, content } = aClientAccount();
    content.tasks = [aTask({ version: 6 })];
    content.executions.push(second);
    content.records.push(secondSummary);
    await watch(aNativeEvent());
    content.tasks = [aTask({ version: 3 })];
    content.executions = [first];
    expect(await watch(aNativeEvent())).toMatchObject({ watched: { reason: 'stale-read' } });
    expect(told).toMatchObject([{ outcome_version: 1, execution_id: 'exe-2' }]);
  });
});

describe('a mitigation', () => {
  it('is an outcome of its own, in the same numbering', async () => {
    const { watch, told, content } = aClientAccount();
    await watch(aNativeEvent());
    content.executions.push(second);
    content.records.push(aRecord({ ...secondSummary, recordType: 'mitigation_summary_md' }));
    content.tasks = [aTask({ version: 8 })];
    await watch(
      aNativeEvent({ 'detail-type': 'Mitigation Completed', detail: { metadata: { execution_id: 'exe-2' } } }),
    );
    expect(told).toMatchObject([
      { outcome_version: 1, kind: 'investigation' },
      { outcome_version: 2, kind: 'mitigation', execution_id: 'exe-2', summary_record_id: 'record-2' },
    ]);
  });

  it('that failed without a word stays a mitigation for every later run, because its event said so', async () => {
    const { watch, told, content } = aClientAccount();
    await watch(aNativeEvent());
    content.executions.push(second);
    content.tasks = [aTask({ version: 8, status: 'FAILED' })];
    await watch(aNativeEvent({ 'detail-type': 'Mitigation Failed', detail: { metadata: { execution_id: 'exe-2' } } }));
    content.tasks = [aTask({ version: 9, status: 'FAILED' })];
    await watch(schedule);
    expect(told.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'investigation COMPLETED',
      'mitigation FAILED',
    ]);
  });
});

describe('the schedule', () => {
  it('finds what an event missed, and agrees with the event that comes after all', async () => {
    const { watch, told } = aClientAccount();
    expect(await watch(schedule)).toMatchObject({ swept: [{ investigations: 1, told: 1 }] });
    expect(await watch(aNativeEvent())).toMatchObject({ watched: { reason: 'already-numbered' } });
    expect(numbers(told)).toEqual([1]);
  });

  it('asks nothing about a task that has not changed since it was last looked at', async () => {
    const { watch, content, checkpoints } = aClientAccount();
    await watch(schedule);
    checkpoints.close(task.taskId, 1);
    content.calls.length = 0;
    await watch(schedule);
    expect(content.calls).toEqual(['listBacklogTasks']);
  });

  it('looks once more when the task changed for another reason, and finds nothing new', async () => {
    const { watch, content, checkpoints, told } = aClientAccount();
    await watch(schedule);
    checkpoints.close(task.taskId, 1);
    content.tasks = [aTask({ version: 4, priority: 'CRITICAL' })];
    await watch(schedule);
    content.calls.length = 0;
    await watch(schedule);
    expect(content.calls).toEqual(['listBacklogTasks']);
    expect(numbers(told)).toEqual([1]);
  });

  it('waits for a late summary also when a mitigation got its number first', async () => {
    const { watch, content, told, checkpoints, later } = aClientAccount();
    const [record] = content.records.splice(0);
    await watch(aNativeEvent());
    content.executions.push({ ...second, execution: { ...second.execution, agentSubTask: 'mitigation' } });
    content.records.push({ ...secondSummary, recordType: 'mitigation_summary_md' });
    content.tasks = [aTask({ version: 4, executionId: 'exe-2' })];
    await watch(schedule);
    [1, 2].forEach((version) => checkpoints.close(task.taskId, version));
    if (record) content.records.push(record);
    later(5);
    await watch(schedule);
    expect(
      told.map(({ outcome_version, kind, summary_record_id }) => [outcome_version, kind, summary_record_id]),
    ).toEqual([
      [1, 'investigation', undefined],
      [2, 'mitigation', 'record-2'],
      [3, 'investigation', aRecord().recordId],
    ]);
  });

  it('waits an hour for a summary that is written late, and tells it as a new outcome', async () => {
    const { watch, content, told, checkpoints, later } = aClientAccount();
    content.records = [];
    await watch(aNativeEvent());
    checkpoints.close(task.taskId, 1);
    content.records = [aRecord()];
    later(10);
    await watch(schedule);
    expect(told.map(({ outcome_version, summary_record_id }) => [outcome_version, summary_record_id])).toEqual([
      [1, undefined],
      [2, aRecord().recordId],
    ]);
  });

  it('counts other tasks and unknown states, and stops for neither', async () => {
    const { watch, content, heartbeats } = aClientAccount();
    content.tasks = [
      aTask({ taskId: 'a', taskType: 'SYSTEM_LEARNING' }),
      aTask({ taskId: 'b', status: 'A_STATE_OF_TOMORROW' }),
      aTask({ taskId: 'c', status: 'CANCELED' }),
      task,
    ];
    expect(await watch(schedule)).toMatchObject({ swept: [{ investigations: 3, otherTasks: 1, told: 2 }] });
    expect(heartbeats[0]?.counts).toEqual({ UNKNOWN: 1, CANCELLED: 1, COMPLETED: 1 });
  });

  it('looks at the others when one cannot be read, sends its heartbeat, and then says that it failed', async () => {
    const { watch, content, told, heartbeats, ports } = aClientAccount();
    content.tasks = [aTask({ taskId: 'unreadable' }), task];
    const { listExecutions } = ports.agent;
    ports.agent.listExecutions = async (input) => {
      if (input.taskId !== 'unreadable') return listExecutions(input);
      throw new DevOpsAgentError({ operation: 'ListExecutions', code: 'ThrottlingException', retryable: true });
    };
    await expect(watch(schedule)).rejects.toThrow(/could not look at everything \(1 failed\)/);
    expect(told).toMatchObject([{ investigation_id: task.taskId }]);
    expect(heartbeats).toHaveLength(1);
  });

  it('sends no heartbeat for an agent space that it could not list: silence is the alarm', async () => {
    const { watch, content, heartbeats } = aClientAccount();
    content.refusals = {
      listBacklogTasks: new DevOpsAgentError({
        operation: 'ListBacklogTasks',
        code: 'AccessDeniedException',
        retryable: false,
      }),
    };
    await expect(watch(schedule)).rejects.toThrow(/AccessDeniedException/);
    expect(heartbeats).toEqual([]);
  });
});

describe('a heartbeat', () => {
  it('says how many outcomes central must have seen, and which is the newest', async () => {
    const { watch, content, heartbeats } = aClientAccount();
    await watch(aNativeEvent());
    content.records.push(aRecord({ recordId: 'record-2', createdAt: new Date('2026-11-20T10:14:00Z') }));
    content.tasks = [aTask({ version: 6, updatedAt: new Date('2026-11-20T10:14:00Z') })];
    await watch(schedule);
    expect(heartbeats).toEqual([
      {
        schema_version: '1.0',
        event_type: 'watcher_heartbeat',
        client_account_id: '123456789012',
        agent_space_id: space,
        region: 'us-east-1',
        timestamp: '2026-11-20T10:04:40.000Z',
        window_start: '2026-11-18T10:04:40.000Z',
        counts: { COMPLETED: 1 },
        outcomes: 2,
        newest_outcome: { investigation_id: task.taskId, outcome_version: 2, timestamp: '2026-11-20T10:14:00.000Z' },
      },
    ]);
    expect(parseHeartbeat(heartbeats[0]).ok).toBe(true);
  });

  it('is sent when nothing happened at all', async () => {
    const { watch, content, heartbeats } = aClientAccount();
    content.tasks = [];
    await watch(schedule);
    expect(heartbeats).toMatchObject([{ counts: {}, outcomes: 0 }]);
  });
});

describe('a crash', () => {
  it('between the number and the formatter is mended by the next run', async () => {
    const { watch, told, ports } = aClientAccount();
    const { tell } = ports;
    Object.assign(ports, { tell: () => Promise.reject(new Error('the process died')) });
    await expect(watch(aNativeEvent())).rejects.toThrow('the process died');
    Object.assign(ports, { tell });
    await watch(schedule);
    expect(numbers(told)).toEqual([1]);
  });

  it('of the formatter is mended too: what has no receipt is asked for again, though not at once', async () => {
    const { watch, told, later, checkpoints } = aClientAccount();
    await watch(aNativeEvent());
    later(1);
    await watch(schedule);
    expect(numbers(told)).toEqual([1]);
    later(5);
    await watch(schedule);
    expect(numbers(told)).toEqual([1, 1]);
    checkpoints.close(task.taskId, 1);
    later(10);
    await watch(schedule);
    expect(numbers(told)).toEqual([1, 1]);
  });

  it('is mended days later as well, when the sweep no longer lists the investigation', async () => {
    const { watch, told, later, ports, checkpoints } = aClientAccount();
    const { tell } = ports;
    later(5 * 24 * 60);
    Object.assign(ports, { tell: () => Promise.reject(new Error('the process died')) });
    await expect(watch(aNativeEvent())).rejects.toThrow('the process died');
    Object.assign(ports, { tell });
    await watch(schedule);
    expect(numbers(told)).toEqual([1]);

    checkpoints.close(task.taskId, 1);
    await watch(schedule);
    expect(await checkpoints.reminders(space)).toEqual([]);
  });

  it('before the number leaves only a reminder, and the next run begins anew', async () => {
    const { watch, told, later, checkpoints, ports } = aClientAccount();
    const { mint } = checkpoints;
    later(5 * 24 * 60);
    Object.assign(ports.checkpoints, { mint: () => Promise.reject(new Error('the process died')) });
    await expect(watch(aNativeEvent())).rejects.toThrow('the process died');
    Object.assign(ports.checkpoints, { mint });
    await watch(schedule);
    expect(numbers(told)).toEqual([1]);
  });
});

describe('watchers that run at the same time', () => {
  it('mint one number for one outcome between them', async () => {
    const { watch, told, checkpoints } = aClientAccount();
    await Promise.all([watch(aNativeEvent()), watch(schedule), watch(aNativeEvent()), watch(schedule)]);
    expect(await checkpoints.of(space, task.taskId)).toHaveLength(1);
    expect(new Set(numbers(told))).toEqual(new Set([1]));
  });
});

it('says what woke it, and not what it said, when it is woken with something else', async () => {
  const { watch } = aClientAccount();
  const woken = watch({
    source: 'aws.aidevops',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: { secret: 'hunter2' },
  });
  await expect(woken).rejects.toThrow(/neither a life-cycle event nor the schedule/);
  await expect(woken).rejects.not.toThrow(/hunter2/);
});
