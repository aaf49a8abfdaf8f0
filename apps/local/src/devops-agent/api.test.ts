import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  devOpsAgentClient,
  backlogTasks,
  readOutcomes,
  toInvestigation,
  type DevOpsAgent,
} from '@org/devops-agent-client';
import { parseNativeEvent } from '@org/event-schema';
import { devOpsAgentApi, type DevOpsAgentApi } from './api';
import { AgentWorld, type AgentSpace, type NativeEntry } from './world';

const ACCOUNT = '530719284465';
const REGION = 'eu-west-1';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 10, minute));

let server: Server;
let api: DevOpsAgentApi;
let world: AgentWorld;
let space: AgentSpace;
let events: NativeEntry[];

const agentFor = (account: string): DevOpsAgent =>
  devOpsAgentClient({
    region: REGION,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: async () => ({ accessKeyId: account, secretAccessKey: 'local' }),
  });

beforeEach(async () => {
  events = [];
  world = new AgentWorld((_account, _region, entry) => void events.push(entry));
  space = world.addSpace({
    account: ACCOUNT,
    region: REGION,
    agentSpaceId: 'space-1',
    name: 'Acme',
    tags: { team: 'sre' },
    createdAt: at(0),
  });
  api = devOpsAgentApi(world);
  server = createServer((request, response) => {
    api.handle(request, response).then(
      (answered) => answered || response.writeHead(404).end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const report = [{ recordType: 'investigation_summary_md', content: '# Investigation Summary' }];

/** An investigation that completes at minute 5. */
const completed = async () => {
  const task = await world.create(space, { title: 'Checkout is down', priority: 'HIGH', at: at(1) });
  await world.begin(space, task, at(2));
  await world.finish(space, task, { status: 'COMPLETED', at: at(5), records: report });
  return task;
};

describe('the life of an investigation', () => {
  it('is told on the bus as the service tells it, beside the decoy that CloudTrail writes', async () => {
    await completed();
    expect(events.map((event) => event['detail-type'])).toEqual([
      'Investigation Created',
      'AWS API Call via CloudTrail',
      'Investigation In Progress',
      'Investigation Completed',
    ]);
    expect(events.every(({ source }) => source === 'aws.aidevops')).toBe(true);
  });

  it('says CANCELLED in its event and CANCELED in its API', async () => {
    const task = await world.create(space, { title: 'Test', priority: 'LOW', at: at(1) });
    await world.finish(space, task, { status: 'CANCELED', at: at(2) });
    expect(events.at(-1)?.detail).toMatchObject({ data: { status: 'CANCELLED' } });
    expect((await agentFor(ACCOUNT).getBacklogTask({ agentSpaceId: 'space-1', taskId: task.taskId })).task.status).toBe(
      'CANCELED',
    );
  });

  it('names the summary record in the event, unless it is left out', async () => {
    const task = await completed();
    await world.begin(space, task, at(10));
    await world.finish(space, task, { status: 'COMPLETED', at: at(12), records: report, omitSummaryRecordId: true });
    const summaries = events
      .filter((event) => event['detail-type'] === 'Investigation Completed')
      .map((event) => parseNativeEvent({ ...event, id: '1', account: ACCOUNT, region: REGION }))
      .map((parsed) => parsed.ok && parsed.value.detail.data.summary_record_id);
    expect(summaries).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), undefined]);
  });

  it('counts every end, so that a re-opened task has two outcomes', async () => {
    const task = await completed();
    await world.begin(space, task, at(10));
    await world.finish(space, task, { status: 'COMPLETED', at: at(12), records: report });
    expect(world.outcomes.map(({ status, kind }) => `${kind} ${status}`)).toEqual([
      'investigation COMPLETED',
      'investigation COMPLETED',
    ]);
    const agent = agentFor(ACCOUNT);
    const { task: read } = await agent.getBacklogTask({ agentSpaceId: 'space-1', taskId: task.taskId });
    const investigation = toInvestigation(read);
    expect(investigation && (await readOutcomes(agent, investigation))).toMatchObject([
      { kind: 'investigation', status: 'COMPLETED', reachedAt: at(12) },
    ]);
  });

  it('puts nothing on the bus for other types of task', async () => {
    const task = await world.create(space, { title: 'Weekly', priority: 'LOW', at: at(1), taskType: 'EVALUATION' });
    await world.finish(space, task, { status: 'COMPLETED', at: at(2) });
    expect(events.map((event) => event['detail-type'])).toEqual(['AWS API Call via CloudTrail']);
    expect(world.outcomes).toEqual([]);
  });
});

describe('the API', () => {
  it('lists a creation window page by page: inclusive at its start, exclusive at its end', async () => {
    for (let minute = 1; minute <= 7; minute++)
      await world.create(space, { title: `Task ${minute}`, priority: 'LOW', at: at(minute) });
    const titles: string[] = [];
    const window = { createdAfter: at(2), createdBefore: at(7) };
    for await (const task of backlogTasks(agentFor(ACCOUNT), {
      agentSpaceId: 'space-1',
      filter: window,
      limit: 2,
      order: 'ASC',
    })) {
      titles.push(task.title);
    }
    expect(titles).toEqual(['Task 2', 'Task 3', 'Task 4', 'Task 5', 'Task 6']);
  });

  it('answers within the API model of the service, whatever is asked', async () => {
    const task = await completed();
    const agent = agentFor(ACCOUNT);
    await agent.listAgentSpaces();
    await agent.getAgentSpace({ agentSpaceId: 'space-1' });
    expect(await agent.getOperatorApp({ agentSpaceId: 'space-1' })).toEqual({
      operatorAppUrl: 'https://space-1.aidevops.global.app.aws',
    });
    const { executions } = await agent.listExecutions({ agentSpaceId: 'space-1', taskId: task.taskId });
    expect(executions).toHaveLength(2);
    await agent.listJournalRecords({ agentSpaceId: 'space-1', executionId: task.executionId ?? '' });
    expect(api.violations).toEqual([]);
  });

  it('does not tell another account that a space exists', async () => {
    await expect(agentFor('470928136645').getAgentSpace({ agentSpaceId: 'space-1' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  it('refuses what the service would refuse: priority and status together without a task type', async () => {
    const filter = { priority: ['HIGH'] as [string], status: ['COMPLETED'] as [string] };
    await expect(agentFor(ACCOUNT).listBacklogTasks({ agentSpaceId: 'space-1', filter })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('throttles when told to, and a patient client gets through', async () => {
    await completed();
    api.throttleNext(1);
    expect((await agentFor(ACCOUNT).listBacklogTasks({ agentSpaceId: 'space-1' })).tasks).toHaveLength(1);
  });
});
