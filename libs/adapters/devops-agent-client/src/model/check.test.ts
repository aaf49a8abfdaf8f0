import { apiModel, checkAgainstModel, ERROR_STATUS, OPERATIONS, readRequest } from '.';

const task = {
  agentSpaceId: 'space-1',
  taskId: 'task-1',
  title: '5xx on orders',
  taskType: 'INVESTIGATION',
  priority: 'HIGH',
  status: 'COMPLETED',
  createdAt: '2026-11-20T10:00:00.120Z',
  updatedAt: '2026-11-20T10:04:37.412Z',
  version: 3,
};

describe('checkAgainstModel', () => {
  it('has nothing to say of a response that the service could have sent', () => {
    expect(checkAgainstModel('GetBacklogTask', 'output', { task })).toEqual([]);
  });

  it.each([
    ['a missing member', { task: { ...task, title: undefined } }, '/task/title', 'missing'],
    [
      'a member that the model does not declare',
      { task: { ...task, severity: 'HIGH' } },
      '/task/severity',
      'undeclared',
    ],
    ['a time in the other encoding', { task: { ...task, createdAt: 1795169076.9 } }, '/task/createdAt', 'type'],
    ['the spelling that only events use', { task: { ...task, status: 'CANCELLED' } }, '/task/status', 'enum'],
    ['a fraction where a whole number belongs', { task: { ...task, version: 1.5 } }, '/task/version', 'type'],
  ])('finds %s', (_, value, pointer, kind) => {
    expect(checkAgainstModel('GetBacklogTask', 'output', value)).toMatchObject([{ pointer, kind }]);
  });

  it.each([
    ['a page larger than the model allows', { agentSpaceId: 's', executionId: 'e', limit: 101 }, '/limit', 'limit'],
    ['an id that the model would refuse', { agentSpaceId: 's', executionId: 'e/../x' }, '/executionId', 'pattern'],
  ])('refuses in a request %s', (_, value, pointer, kind) => {
    expect(checkAgainstModel('ListJournalRecords', 'input', value)).toMatchObject([{ pointer, kind }]);
  });

  it('refuses a filter with two values, as the model says in its limits', () => {
    const filter = { status: ['COMPLETED', 'FAILED'] };
    expect(checkAgainstModel('ListBacklogTasks', 'input', { agentSpaceId: 's', filter })).toMatchObject([
      { pointer: '/filter/status', kind: 'limit' },
    ]);
  });

  it('takes any JSON as the content of a journal record, because the model does', () => {
    for (const content of ['# Investigation Summary', { type: 'x' }, [1], null]) {
      const record = { agentSpaceId: 's', executionId: 'e', recordId: 'r', createdAt: 1.5, recordType: 'new', content };
      expect(checkAgainstModel('ListJournalRecords', 'output', { records: [record] })).toEqual([]);
    }
  });

  it('never repeats a value in a problem', () => {
    const problems = checkAgainstModel('GetBacklogTask', 'output', { task: { ...task, version: 'hunter2' } });
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

describe('readRequest', () => {
  it('tells the operation by method and path, and gathers the members of path, query and body', () => {
    expect(readRequest('POST', '/v1/agentspaces/list?maxResults=50')).toEqual({
      operation: 'ListAgentSpaces',
      input: { maxResults: 50 },
    });
    expect(readRequest('PATCH', '/backlog/agent-space/s/tasks/t', { taskStatus: 'PENDING_START' })).toEqual({
      operation: 'UpdateBacklogTask',
      input: { agentSpaceId: 's', taskId: 't', taskStatus: 'PENDING_START' },
    });
  });

  it('is not misled by a task called `list`, nor by a path that no operation has', () => {
    expect(readRequest('POST', '/backlog/agent-space/s/tasks/list', {})?.operation).toBe('ListBacklogTasks');
    expect(readRequest('GET', '/backlog/agent-space/s/tasks/list')?.operation).toBe('GetBacklogTask');
    expect(readRequest('DELETE', '/backlog/agent-space/s/tasks/t')).toBeUndefined();
  });
});

it('knows the HTTP status of every error that an operation of the model can answer', () => {
  for (const operation of OPERATIONS) {
    for (const { shape } of apiModel.operations[operation].errors) expect(ERROR_STATUS[shape]).toBeGreaterThan(399);
  }
  expect(ERROR_STATUS).toMatchObject({
    ThrottlingException: 429,
    ServiceQuotaExceededException: 402,
    ValidationException: 400,
  });
});
