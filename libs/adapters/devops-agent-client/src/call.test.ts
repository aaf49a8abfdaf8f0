import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { Hash } from '@smithy/hash-node';
import { HttpRequest } from '@smithy/protocol-http';
import { devOpsAgentClient, DevOpsAgentError, agentSpaces, backlogTasks, journalRecords, type DevOpsAgent } from '.';
import { checkAgainstModel, readRequest, type ModelRequest } from './model';

const credentials = { accessKeyId: '123456789012', secretAccessKey: 'local' };
const task = {
  agentSpaceId: 'space-1',
  taskId: 'task-1',
  title: '5xx on orders',
  taskType: 'INVESTIGATION',
  priority: 'HIGH',
  status: 'CANCELED',
  createdAt: '2026-11-20T10:00:00.120Z',
  updatedAt: '2026-11-20T10:04:37.412Z',
  version: 3,
};
const record = {
  agentSpaceId: 'space-1',
  executionId: 'e-1',
  recordId: 'r-1',
  recordType: 'investigation_summary_md',
  content: '# Investigation Summary',
  createdAt: 1795169077.2,
};

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A service on loopback that refuses whatever the API model would refuse, and answers in turn. */
class Service {
  readonly requests: (ModelRequest & {
    headers: IncomingMessage['headers'];
    url: string;
    method: string;
    body: string;
  })[] = [];
  readonly violations: unknown[] = [];
  answers: Answer[] = [];
  private readonly server: Server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { method = '', url = '', headers } = incoming;
      const request = readRequest(method, url, body === '' ? undefined : JSON.parse(body));
      if (!request) throw new Error(`no operation for ${method} ${url}`);
      this.requests.push({ ...request, headers, url, method, body });
      this.violations.push(...checkAgainstModel(request.operation, 'input', request.input));
      const { status = 200, headers: answerHeaders = {}, body: answer } = this.answers.shift() ?? { status: 500 };
      if (status === 200) this.violations.push(...checkAgainstModel(request.operation, 'output', answer));
      outgoing.writeHead(status, answerHeaders).end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

let service: Service;
let endpoint: string;
let waits: number[];
let agent: DevOpsAgent;

beforeEach(async () => {
  service = new Service();
  endpoint = await service.start();
  waits = [];
  let now = 0;
  agent = devOpsAgentClient({
    region: 'eu-west-1',
    endpoint,
    credentials,
    patience: {
      now: () => now,
      random: () => 0.5,
      sleep: async (ms) => {
        waits.push(ms);
        now += ms;
      },
    },
  });
});
afterEach(() => service.stop());

describe('a request', () => {
  it('is signed for the service aidevops in its Region, over host, date and content type', async () => {
    service.answers = [{ body: { tasks: [] } }];
    await agent.listBacklogTasks({
      agentSpaceId: 'space-1',
      filter: { createdAfter: new Date('2026-11-18T00:00:00Z') },
    });
    const [request] = service.requests;
    expect(request?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=123456789012\/\d{8}\/eu-west-1\/aidevops\/aws4_request, SignedHeaders=[a-z0-9;-]*content-type;[a-z0-9;-]*host;[a-z0-9;-]*x-amz-date, Signature=[0-9a-f]{64}$/,
    );
    expect(request?.input).toEqual({ agentSpaceId: 'space-1', filter: { createdAfter: '2026-11-18T00:00:00.000Z' } });
    expect(await signatureAgain(request)).toBe(/Signature=(\w+)/.exec(request?.headers.authorization ?? '')?.[1]);
  });

  it('conforms to the API model, and so does what we take for an answer, for each of the seven operations', async () => {
    service.answers = [
      {
        body: { agentSpaces: [{ agentSpaceId: 's', name: 'n', createdAt: task.createdAt, updatedAt: task.updatedAt }] },
      },
      {
        body: {
          agentSpace: { agentSpaceId: 's', name: 'n', createdAt: task.createdAt, updatedAt: task.updatedAt },
          tags: { team: 'orders' },
        },
      },
      { body: { operatorAppUrl: 'https://s.aidevops.global.app.aws' } },
      { body: { tasks: [task] } },
      { body: { task } },
      {
        body: {
          executions: [
            {
              agentSpaceId: 's',
              executionId: 'e-1',
              agentSubTask: 'root',
              executionStatus: 'STOPPED',
              createdAt: 1795169000,
              updatedAt: 1795169077.2,
            },
          ],
        },
      },
      { body: { records: [record] } },
    ];
    const space = { agentSpaceId: 'space-1' };
    expect((await agent.listAgentSpaces({ maxResults: 50 })).agentSpaces).toHaveLength(1);
    expect((await agent.getAgentSpace(space)).tags).toEqual({ team: 'orders' });
    expect((await agent.getOperatorApp(space)).operatorAppUrl).toBe('https://s.aidevops.global.app.aws');
    await agent.listBacklogTasks({
      ...space,
      filter: { taskType: ['INVESTIGATION'], status: ['COMPLETED'] },
      sortField: 'CREATED_AT',
      order: 'ASC',
      limit: 1000,
    });
    await agent.getBacklogTask({ ...space, taskId: 'task-1' });
    await agent.listExecutions({ ...space, taskId: 'task-1' });
    await agent.listJournalRecords({ ...space, executionId: 'e-1', recordType: 'finding', order: 'ASC', limit: 100 });
    expect(service.violations).toEqual([]);
    expect(service.requests.map(({ operation }) => operation)).toEqual([
      'ListAgentSpaces',
      'GetAgentSpace',
      'GetOperatorApp',
      'ListBacklogTasks',
      'GetBacklogTask',
      'ListExecutions',
      'ListJournalRecords',
    ]);
  });

  it('sends no body to list agent spaces, because the members travel in the query', async () => {
    service.answers = [{ body: { agentSpaces: [] } }];
    await agent.listAgentSpaces({ maxResults: 7 });
    expect(service.requests[0]).toMatchObject({ method: 'POST', url: '/v1/agentspaces/list?maxResults=7', body: '' });
  });
});

describe('an answer', () => {
  it('has its times as dates, whichever of the two encodings the service used', async () => {
    service.answers = [{ body: { task } }, { body: { records: [record] } }];
    const read = await agent.getBacklogTask({ agentSpaceId: 's', taskId: 't' });
    expect(read.task.createdAt.toISOString()).toBe('2026-11-20T10:00:00.120Z');
    const { records } = await agent.listJournalRecords({ agentSpaceId: 's', executionId: 'e' });
    expect(records[0]?.createdAt.toISOString()).toBe('2026-11-20T10:04:37.200Z');
  });

  it('is refused as malformed when a required member is missing, and is not asked for again', async () => {
    service.answers = [{ body: { task: { ...task, version: undefined } } }];
    await expect(agent.getBacklogTask({ agentSpaceId: 's', taskId: 't' })).rejects.toMatchObject({
      code: 'MalformedResponse',
      retryable: false,
    });
  });
});

describe('a failure', () => {
  it.each([
    ['a throttle', { status: 429, headers: { 'x-amzn-errortype': 'ThrottlingException:http://internal' } }],
    ['a fault of the service', { status: 500, body: { __type: 'aidevops#InternalServerException' } }],
    ['an answer that is cut off', { status: 200, body: '{"task": {' }],
  ])('is tried again after %s, with a jittered wait that doubles', async (_, failure) => {
    service.answers = [failure, failure, { body: { task } }];
    expect((await agent.getBacklogTask({ agentSpaceId: 's', taskId: 't' })).task.taskId).toBe('task-1');
    expect(waits).toEqual([500, 1000]);
  });

  it('waits at least as long as the service asks for', async () => {
    service.answers = [{ status: 429, headers: { 'retry-after': '7' } }, { body: { task } }];
    await agent.getBacklogTask({ agentSpaceId: 's', taskId: 't' });
    expect(waits).toEqual([7000]);
  });

  it('ends inside the bound, and tells its caller that a later try may work', async () => {
    service.answers = Array.from({ length: 9 }, () => ({ status: 429, headers: { 'retry-after': '9' } }));
    const error = await agent.getBacklogTask({ agentSpaceId: 's', taskId: 't' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DevOpsAgentError);
    expect(error).toMatchObject({ operation: 'GetBacklogTask', status: 429, retryable: true });
    expect(waits).toEqual([9000, 9000]);
  });

  it.each([
    ['AccessDeniedException', 403],
    ['ResourceNotFoundException', 404],
    ['ValidationException', 400],
    ['ServiceQuotaExceededException', 402],
  ])('is final when the service says %s, and names the operation, not what was sent', async (code, status) => {
    service.answers = [{ status, body: { code, message: 'secret-task hunter2' } }];
    const error: unknown = await agent
      .getBacklogTask({ agentSpaceId: 's', taskId: 'secret-task' })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, status, retryable: false });
    expect(String(error)).toContain('GetBacklogTask');
    expect(String(error)).not.toMatch(/secret-task|hunter2/);
    expect(waits).toEqual([]);
  });

  it('of the network is retryable, because the service may never have heard us', async () => {
    await service.stop();
    await expect(agent.listAgentSpaces()).rejects.toMatchObject({ code: 'NetworkError', retryable: true });
    expect(waits).toHaveLength(5);
    service = new Service();
    await service.start();
  });

  it('of our own credentials is not', async () => {
    const nobody = devOpsAgentClient({
      region: 'eu-west-1',
      endpoint,
      credentials: () => Promise.reject(new Error('no provider')),
    });
    await expect(nobody.listAgentSpaces()).rejects.toMatchObject({ code: 'NoCredentials', retryable: false });
  });
});

describe('paging', () => {
  it('follows the tokens to the end, and asks for no page before it is needed', async () => {
    service.answers = [
      { body: { records: [{ ...record, recordId: 'r-1' }], nextToken: 'two' } },
      { body: { records: [], nextToken: 'three' } },
      { body: { records: [{ ...record, recordId: 'r-2' }] } },
    ];
    const ids: string[] = [];
    for await (const { recordId } of journalRecords(agent, { agentSpaceId: 's', executionId: 'e' })) {
      if (ids.push(recordId) === 1) expect(service.requests).toHaveLength(1);
    }
    expect(ids).toEqual(['r-1', 'r-2']);
    expect(service.requests.map(({ input }) => input['nextToken'])).toEqual([undefined, 'two', 'three']);
  });

  it('asks for the largest page that the model allows', async () => {
    service.answers = [{ body: { agentSpaces: [] } }, { body: { tasks: [] } }, { body: { records: [] } }];
    for await (const space of agentSpaces(agent)) expect(space).toBeUndefined();
    for await (const each of backlogTasks(agent, { agentSpaceId: 's' })) expect(each).toBeUndefined();
    for await (const each of journalRecords(agent, { agentSpaceId: 's', executionId: 'e' }))
      expect(each).toBeUndefined();
    expect(service.requests.map(({ input }) => input['maxResults'] ?? input['limit'])).toEqual([100, 1000, 100]);
    expect(service.violations).toEqual([]);
  });

  it('stops with an error, instead of never, when the service gives the same token for ever', async () => {
    service.answers = Array.from({ length: 3 }, () => ({ body: { tasks: [task], nextToken: 'again' } }));
    const all = async () => {
      for await (const each of backlogTasks(agent, { agentSpaceId: 's' })) expect(each.taskId).toBe('task-1');
    };
    await expect(all()).rejects.toMatchObject({ code: 'MalformedResponse' });
    expect(service.requests).toHaveLength(2);
  });
});

/** What a verifier would compute, from the request as it arrived. */
async function signatureAgain(request: Service['requests'][number] | undefined): Promise<string | undefined> {
  if (!request) return undefined;
  const { authorization = '', ...headers } = request.headers as Record<string, string>;
  const signedNames = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const url = new URL(request.url, endpoint);
  const signer = new SignatureV4({
    service: 'aidevops',
    region: 'eu-west-1',
    credentials,
    sha256: Hash.bind(null, 'sha256'),
  });
  const date = headers['x-amz-date'] ?? '';
  const signed = await signer.sign(
    new HttpRequest({
      protocol: url.protocol,
      hostname: url.hostname,
      port: Number(url.port),
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(signedNames.map((name) => [name, headers[name] ?? ''])),
      body: request.body,
    }),
    { signingDate: new Date(date.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z')) },
  );
  return /Signature=(\w+)/.exec(signed.headers['authorization'] ?? '')?.[1];
}
