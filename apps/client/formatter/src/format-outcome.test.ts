import type { ClientDocument } from '@org/configuration';
import { DevOpsAgentError, type OutcomeRequest } from '@org/devops-agent-client';
import { agentWith, anExecution, aRecord, aTask } from '@org/devops-agent-client/testing';
import { parseInvestigationEvent, type InvestigationEvent } from '@org/event-schema';
import { POLICY_VERSION, RedactionRefused } from '@org/redactor';
import { receiptsInMemory } from '../test/receipts-in-memory';
import { formatOutcome, type FormatPorts } from './format-outcome';
import { redactorKeeping } from './redactor';

const task = aTask();
const request: OutcomeRequest = {
  agent_space_id: task.agentSpaceId,
  investigation_id: task.taskId,
  outcome_version: 1,
  kind: 'investigation',
  status: 'COMPLETED',
  execution_id: anExecution().executionId,
  summary_record_id: aRecord().recordId,
  reached_at: '2026-11-20T10:04:37.412Z',
};
const acme: ClientDocument = {
  client_account_id: '482913750264',
  client_name: 'Acme Corporation',
  environment: 'production',
  region: 'us-east-1',
  agent_space_ids: [task.agentSpaceId],
  severity_mapping: { CRITICAL: 'CRITICAL', HIGH: 'CRITICAL', MEDIUM: 'MEDIUM', LOW: 'LOW', MINIMAL: 'MINIMAL' },
  privacy: { affected_resources: 'ids' },
  tags: { application: 'orders', on_call_team: 'payments' },
  keep_account_ids: ['482913750264'],
  log_group: '/aws/ecs/orders',
};
const structured = {
  symptoms: [],
  findings: [
    {
      type: 'root_cause',
      title: 'Database connection limit reached',
      description: 'A deployment doubled the pool size.',
      related_resources: ['arn:aws:rds:us-east-1:482913750264:db:orders-prod', 'i-0a1b2c3d4e5f67890'],
    },
  ],
  investigation_gaps: [],
};
const twin = (content: unknown = structured) =>
  aRecord({ recordId: 'twin', recordType: 'investigation_summary', content: JSON.stringify(content) });

/** A formatter at Acme, with the real redactor. `published` is what the central bus got. */
function aFormatter(client: Partial<ClientDocument> = {}) {
  const { agent, content } = agentWith({ records: [aRecord(), twin()], tags: { team: 'orders', 'aws:stack': 'x' } });
  const receipts = receiptsInMemory();
  const published: InvestigationEvent[] = [];
  const ports: FormatPorts = {
    client: { ...acme, ...client },
    agent,
    redact: redactorKeeping(acme.keep_account_ids),
    policyVersion: POLICY_VERSION,
    receipts,
    now: () => new Date('2026-11-20T10:04:40Z'),
    publish: async (event) => void published.push(event),
  };
  const tell = (changes: Partial<OutcomeRequest> = {}) => formatOutcome({ ...request, ...changes }, ports);
  return { ports, content, receipts, published, tell };
}

describe('a completed investigation', () => {
  it('becomes one event with the cause, and everything that central needs to route it', async () => {
    const { tell, published } = aFormatter();
    await tell();
    expect(published).toEqual([
      {
        schema_version: '1.0',
        event_type: 'investigation_completed',
        investigation_id: task.taskId,
        outcome_version: 1,
        agent_space_id: task.agentSpaceId,
        region: 'us-east-1',
        client_account_id: '482913750264',
        client_name: 'Acme Corporation',
        timestamp: '2026-11-20T10:04:37.412Z',
        priority: 'HIGH',
        severity: 'CRITICAL',
        status: 'ROOT_CAUSE_FOUND',
        summary: {
          affected_resources: ['orders-prod', 'i-0a1b2c3d4e5f67890'],
          resource_types: ['RDS', 'EC2'],
          resource_count: 2,
          duration_minutes: 4.5,
          root_cause_category: 'resource_exhaustion',
          root_cause_brief: 'Database connection limit reached',
          indicators: ['too_many_connections', 'deployment'],
          mitigation_status: 'none',
        },
        links: {
          devops_agent_investigation: `https://${task.agentSpaceId}.aidevops.global.app.aws/investigation/${task.taskId}`,
          cloudwatch_logs: expect.stringContaining('$252Faws$252Fecs$252Forders'),
        },
        tags: { application: 'orders', on_call_team: 'payments', environment: 'production', team: 'orders' },
        redaction: { policy_version: POLICY_VERSION, counts: {} },
      },
    ]);
    expect(parseInvestigationEvent(published[0]).ok).toBe(true);
  });

  it('is inconclusive when the report has gaps and no cause', async () => {
    const { tell, published, content } = aFormatter();
    content.records = [
      aRecord({ content: '# Investigation Summary\n\n## Findings\n\nNone.' }),
      twin({ symptoms: [], findings: [], investigation_gaps: ['No access to logs'] }),
    ];
    await tell();
    expect(published).toMatchObject([{ status: 'INCONCLUSIVE', summary: { root_cause_category: 'unknown' } }]);
    expect(published[0]?.summary).not.toHaveProperty('root_cause_brief');
  });

  it('is told from whatever record type this week brought', async () => {
    for (const recordType of ['investigation_result', 'message']) {
      const { tell, published, content } = aFormatter();
      const text = 'Root cause: the certificate expired.';
      const said =
        recordType === 'message' ? { role: 'assistant', content: [{ type: 'text', text }] } : { type: 'x', text };
      content.records = [
        aRecord({ recordId: 'plan', recordType: 'PLANNING' }),
        aRecord({ recordType, content: JSON.stringify(said) }),
      ];
      expect(await tell()).toMatchObject({ unknown_records: 1 });
      expect(published).toMatchObject([
        { status: 'ROOT_CAUSE_FOUND', summary: { root_cause_category: 'certificate_expiry' } },
      ]);
    }
  });

  it('of a task whose priority nobody knows is not slept through', async () => {
    const { tell, published, content } = aFormatter();
    content.tasks = [aTask({ priority: 'APOCALYPTIC' })];
    await tell();
    expect(published).toMatchObject([{ priority: 'HIGH', severity: 'CRITICAL' }]);
  });
});

describe('every other end', () => {
  it.each([
    ['FAILED', 'investigation_failed'],
    ['TIMED_OUT', 'investigation_timed_out'],
    ['CANCELLED', 'investigation_cancelled'],
    ['LINKED', 'investigation_linked'],
    ['SKIPPED', 'investigation_skipped'],
  ] as const)('%s is told without a report, and nothing is withheld', async (status, event_type) => {
    const { tell, published, content } = aFormatter();
    content.records = [];
    content.executions = [];
    content.tasks = [aTask({ primaryTaskId: 'task-0' })];
    await tell({ status });
    expect(published).toMatchObject([{ event_type, status, primary_investigation_id: 'task-0' }]);
    expect(published[0]?.summary).not.toHaveProperty('withheld');
  });

  it.each([
    ['COMPLETED', 'mitigation_completed', 'plan_generated'],
    ['FAILED', 'mitigation_failed', 'failed'],
    ['TIMED_OUT', 'mitigation_timed_out', 'timed_out'],
    ['CANCELLED', 'mitigation_cancelled', 'cancelled'],
  ] as const)(
    '%s of a mitigation leaves the investigation’s own status and cause as they were',
    async (status, event_type, mitigation_status) => {
      const { tell, published, content } = aFormatter();
      const execution = anExecution({ executionId: 'exe-2', createdAt: new Date('2026-11-20T10:10:00Z') });
      content.executions.push({ taskId: task.taskId, execution });
      content.records.push(aRecord({ executionId: 'exe-2', recordId: 'plan', recordType: 'mitigation_summary_md' }));
      await tell({ kind: 'mitigation', status, outcome_version: 2, execution_id: 'exe-2', summary_record_id: 'plan' });
      expect(published).toMatchObject([
        {
          event_type,
          status: 'ROOT_CAUSE_FOUND',
          summary: { mitigation_status, root_cause_brief: 'Database connection limit reached' },
        },
      ]);
    },
  );
});

describe('privacy', () => {
  it('gives pseudonyms that are stable, and that only the client’s own table can resolve', async () => {
    const { tell, published, receipts } = aFormatter({ privacy: { affected_resources: 'pseudonyms' } });
    await tell();
    await tell({ outcome_version: 2 });
    const [first, second] = published.map(({ summary }) => summary.affected_resources);
    expect(first).toEqual([expect.stringMatching(/^res-[a-p]{16}$/), expect.stringMatching(/^res-[a-p]{16}$/)]);
    expect(second).toEqual(first);
    expect(JSON.stringify(published)).not.toContain('orders-prod');
    const receipt = await receipts.of(request);
    expect(Object.values(receipt?.pseudonyms ?? {})).toEqual(['orders-prod', 'i-0a1b2c3d4e5f67890']);
    expect(Object.keys(receipt?.pseudonyms ?? {})).toEqual(first);
  });

  it('gives only how many when the client allows counts', async () => {
    const { tell, published } = aFormatter({ privacy: { affected_resources: 'counts' } });
    await tell();
    expect(published[0]?.summary).toMatchObject({ affected_resources: [], resource_count: 2 });
  });
});

describe('a resource that the cause itself mentions', () => {
  const cause =
    'The pool of arn:aws:rds:us-east-1:482913750264:db:orders-prod. is full: orders-prod, not orders-production';

  it.each([
    ['ids', 'The pool of orders-prod. is full: orders-prod, not orders-production'],
    ['counts', 'The pool of [resource]. is full: [resource], not orders-production'],
  ] as const)('is named there as the client allows: %s', async (affected_resources, brief) => {
    const { tell, published, content } = aFormatter({ privacy: { affected_resources } });
    content.records = [aRecord({ content: `## Root Cause\n\n${cause}` })];
    await tell();
    expect(published[0]?.summary.root_cause_brief).toBe(brief);
  });

  it('has the same pseudonym there as in the list', async () => {
    const { tell, published, content } = aFormatter({ privacy: { affected_resources: 'pseudonyms' } });
    content.records = [aRecord({ content: `## Root Cause\n\n${cause}` })];
    await tell();
    const [pseudonym] = published[0]?.summary.affected_resources ?? [];
    expect(published[0]?.summary.root_cause_brief).toBe(
      `The pool of ${pseudonym}. is full: ${pseudonym}, not orders-production`,
    );
  });
});

describe('secrets', () => {
  const planted = {
    accessKey: 'AKIAQ3XH7JZ5N2VW4BKM',
    password: 'hunter2SuperSecret',
    mail: 'alice.meyer@acme-corp.io',
    address: '10.20.30.41',
    token: 'ghp_0123456789abcdefghijABCDEFGHIJ012345',
    otherAccount: '739215846031',
  };
  const dirt =
    `key ${planted.accessKey}, postgres://admin:${planted.password}@10.20.30.41:5432/orders, mail ${planted.mail}, ` +
    `from ${planted.address}, token ${planted.token}, account ${planted.otherAccount}`;

  it('in every field that the service or the configuration can fill never leave, nor stay in a result', async () => {
    const { tell, published, receipts, content } = aFormatter({ tags: { [`t ${planted.mail}`]: dirt, clean: 'yes' } });
    content.tags = { [planted.accessKey]: planted.token, dirt };
    content.tasks = [aTask({ title: dirt, description: dirt, statusReason: dirt })];
    content.records = [
      aRecord({ content: `# Investigation Summary ${dirt}\n\n## Findings\n\n${dirt}\n\n## Root Cause\n\n${dirt}` }),
      twin({
        symptoms: [{ title: dirt, related_resources: [planted.accessKey, `db-${planted.address}`] }],
        findings: [
          {
            type: 'root_cause',
            title: `The pool is full: ${dirt}`,
            description: dirt,
            related_resources: [
              planted.mail,
              planted.token,
              `arn:aws:rds:us-east-1:${planted.otherAccount}:db:orders`,
              dirt,
            ],
          },
        ],
        investigation_gaps: [dirt],
      }),
      aRecord({ recordId: 'm', recordType: dirt, content: dirt }),
    ];
    const told = await tell();
    const left = JSON.stringify([published, told]);
    for (const secret of Object.values(planted)) expect(left).not.toContain(secret);
    const { pseudonyms, ...receipt } = (await receipts.of(request)) ?? {};
    expect(pseudonyms).toBeUndefined();
    for (const secret of Object.values(planted)) expect(JSON.stringify(receipt)).not.toContain(secret);
    expect(published[0]?.redaction.counts).not.toEqual({});
    expect(published[0]?.tags['clean']).toBe('yes');
  });

  it('that Markdown had taken apart do not come together again when its marks are dropped', async () => {
    const { tell, published, content } = aFormatter();
    const split = planted.accessKey.replace(/^(.{8})/, '$1**');
    content.records = [
      aRecord({ content: `## Root Cause\n\nThe key ${split} was revoked, and \`${planted.mail}\` told.` }),
    ];
    await tell();
    expect(JSON.stringify(published)).not.toContain(planted.accessKey);
    expect(JSON.stringify(published)).not.toContain(planted.mail);
  });

  it('that only the name of a tag gives away stay, and a name alone takes nothing', async () => {
    const { tell, published } = aFormatter({ tags: { db_password: 'sunshine', monkey: 'sunshine' } });
    await tell();
    expect(published[0]?.tags).toMatchObject({ db_password: '[generic_password]', monkey: 'sunshine' });
    expect(published[0]?.redaction.counts).toEqual({ generic_password: 1 });
  });

  it.each(['ids', 'pseudonyms', 'counts'] as const)(
    'with blanks in them are masked whole inside an ARN, before a name (%s) takes the place of their first half',
    async (affected_resources) => {
      const { tell, published, content } = aFormatter({ privacy: { affected_resources } });
      const iban = 'DE89 3704 0044 0532 0130 00';
      content.records = [
        aRecord({ content: `## Root Cause\n\nThe user arn:aws:iam::482913750264:user/${iban} is locked.` }),
      ];
      await tell();
      expect(published[0]?.summary.root_cause_brief).toMatch(/^The user \S+ is locked\.$/);
      expect(JSON.stringify(published)).not.toMatch(/3704|0130/);
    },
  );

  it('in the name of a resource do not make another resource of it', async () => {
    const { tell, published, content } = aFormatter({ privacy: { affected_resources: 'pseudonyms' } });
    const arn = `arn:aws:rds:us-east-1:${planted.otherAccount}:db:orders-${planted.mail}`;
    content.records = [aRecord({ content: `## Root Cause\n\nThe pool of ${arn} is full.` })];
    await tell();
    const [pseudonym] = published[0]?.summary.affected_resources ?? [];
    expect(published[0]?.summary.root_cause_brief).toBe(`The pool of ${pseudonym} is full.`);
  });

  it('in a link take the link with them, however it is encoded', async () => {
    const { tell, published, content } = aFormatter({
      log_group: `/aws/ecs/${planted.mail}`,
      affected_application_url: `https://shop.acme.internal/orders?token=${planted.token}`,
    });
    content.operatorAppUrl = `https://agents.acme-corp.io/${planted.accessKey}`;
    await tell();
    expect(published[0]?.links).toEqual({});
    expect(published[0]?.redaction.counts).toMatchObject({ aws_access_key_id: expect.any(Number) });
  });

  it('do not make a private host out of the application that the client wants told', async () => {
    const { tell, published } = aFormatter({ affected_application_url: 'https://shop.acme.internal/orders' });
    await tell();
    expect(published[0]?.links).toMatchObject({ affected_application: 'https://shop.acme.internal/orders' });
  });

  it('that a name in the brief was made of are masked', async () => {
    const { tell, published, content } = aFormatter();
    content.records = [aRecord({ content: `## Root Cause\n\nThe host db-${planted.address} ran out of connections.` })];
    await tell();
    expect(published[0]?.summary.root_cause_brief).toBe('The host db-[ipv4] ran out of connections.');
  });

  it('are masked before the brief is cut, so that no half of one is left at its end', async () => {
    for (let padding = 150; padding < 200; padding++) {
      const { tell, published, content } = aFormatter();
      const title = `${'x'.repeat(padding)} ${planted.accessKey} and more words that follow it to the end`;
      content.records = [aRecord(), twin({ findings: [{ type: 'root_cause', title }] })];
      await tell();
      const brief = published[0]?.summary.root_cause_brief ?? '';
      expect(brief.length).toBeLessThanOrEqual(200);
      expect(brief).not.toMatch(/AKIA|\[[a-z0-9_]*…/);
    }
  });
});

describe('the text stays in the account', () => {
  const withheldBy = async (formatter: ReturnType<typeof aFormatter>) => {
    const told = await formatter.tell();
    const [event] = formatter.published;
    expect(parseInvestigationEvent(event).ok).toBe(true);
    expect(event).toMatchObject({ summary: { withheld: true, affected_resources: [] }, tags: {} });
    expect(event?.summary).not.toHaveProperty('root_cause_brief');
    expect(JSON.stringify(event)).not.toMatch(/connection limit reached|orders-prod|payments/i);
    expect(event?.summary.withheld_reason).toBe(told.withheld_reason);
    return told.withheld_reason;
  };

  it('when the redactor refuses it, and what remains is of closed lists', async () => {
    const formatter = aFormatter();
    Object.assign(formatter.ports, {
      redact: () => {
        throw new RedactionRefused('residue');
      },
    });
    expect(await withheldBy(formatter)).toBe('redaction_failed');
    expect(formatter.published).toMatchObject([
      { status: 'ROOT_CAUSE_FOUND', summary: { root_cause_category: 'resource_exhaustion', resource_count: 2 } },
    ]);
  });

  it('when the redactor breaks, and what it broke with is not repeated', async () => {
    const formatter = aFormatter();
    Object.assign(formatter.ports, {
      redact: (text: string) => {
        throw new Error(`cannot read ${text}`);
      },
    });
    expect(await withheldBy(formatter)).toBe('redaction_failed');
  });

  it('when the event does not fit the schema, and then what came from the report stays too', async () => {
    const formatter = aFormatter();
    Object.assign(formatter.ports, { policyVersion: 'not a version' });
    expect(await withheldBy(formatter)).toBe('validation_failed');
    expect(formatter.published).toMatchObject([
      { summary: { indicators: [], root_cause_category: 'unknown' }, links: {} },
    ]);
  });

  it('with every link in which a secret stands, and the others cross', async () => {
    const formatter = aFormatter({ affected_application_url: 'https://shop.acme.io/?key=AKIAQ3XH7JZ5N2VW4BKM' });
    formatter.content.records = [];
    expect(await withheldBy(formatter)).toBe('report_unreadable');
    expect(Object.keys(formatter.published[0]?.links ?? {})).toEqual(['devops_agent_investigation', 'cloudwatch_logs']);
  });

  it('when it would be larger than 200 KB', async () => {
    const formatter = aFormatter();
    const title = 'Database connection limit reached '.repeat(7_000);
    formatter.content.records = [aRecord(), twin({ findings: [{ type: 'root_cause', title }] })];
    expect(await withheldBy(formatter)).toBe('too_large');
  });

  it.each([
    ['there is no report', (content: { records: unknown[] }) => void (content.records = [])],
    [
      'the journal is closed to us',
      (content: { refusals: object }) =>
        void (content.refusals = {
          listJournalRecords: new DevOpsAgentError({
            operation: 'ListJournalRecords',
            code: 'AccessDeniedException',
            retryable: false,
          }),
        }),
    ],
  ])('when the investigation completed and %s', async (_, change) => {
    const formatter = aFormatter();
    change(formatter.content);
    expect(await withheldBy(formatter)).toBe('report_unreadable');
  });

  it('and nothing leaves at all when not even that fits the schema', async () => {
    const { tell, published } = aFormatter({ client_name: '' });
    await expect(tell()).rejects.toThrow(/nothing was sent .*\/client_name/);
    expect(published).toEqual([]);
  });
});

describe('a repeat', () => {
  it('after everything was done publishes nothing again', async () => {
    const { tell, published, receipts } = aFormatter();
    await tell();
    expect(await tell()).toMatchObject({ had_left: true });
    expect(published).toHaveLength(1);
    expect(receipts.closed).toHaveLength(2);
  });

  it('after a crash before the receipt’s end publishes the same event, although the task has changed since', async () => {
    const { tell, published, ports, content, receipts } = aFormatter();
    const { noteLeft } = receipts;
    Object.assign(receipts, { noteLeft: () => Promise.reject(new Error('the process died')) });
    await expect(tell()).rejects.toThrow('the process died');
    Object.assign(receipts, { noteLeft });
    content.tasks = [aTask({ priority: 'LOW', version: 9 })];
    Object.assign(ports, { now: () => new Date('2026-11-21T00:00:00Z') });
    await tell();
    expect(published).toHaveLength(2);
    expect(published[1]).toEqual(published[0]);
  });

  it('after the bus refused keeps the receipt open, and tries the same event again', async () => {
    const { tell, published, ports, receipts } = aFormatter();
    const { publish } = ports;
    Object.assign(ports, { publish: () => Promise.reject(new Error('refused')) });
    await expect(tell()).rejects.toThrow('refused');
    expect(receipts.closed).toEqual([]);
    expect(await receipts.of(request)).not.toHaveProperty('left_at');
    Object.assign(ports, { publish });
    await tell();
    expect(published).toHaveLength(1);
    expect(receipts.closed).toHaveLength(1);
  });

  it('at the same time publishes one event twice at most, and never two', async () => {
    const { tell, published } = aFormatter();
    await Promise.all([tell(), tell()]);
    for (const event of published) expect(event).toEqual(published[0]);
  });
});

describe('a receipt', () => {
  it('shows the client exactly what left, to the byte and field', async () => {
    const { tell, published, receipts } = aFormatter();
    const told = await tell();
    const receipt = await receipts.of(request);
    expect(receipt?.event_json).toBe(JSON.stringify(published[0]));
    expect(receipt).toMatchObject({ sha256: told.sha256, bytes: told.bytes, left_at: '2026-11-20T10:04:40.000Z' });
    expect(receipt?.fields).toEqual(expect.arrayContaining(['/summary/root_cause_brief', '/tags/on_call_team']));
  });
});

describe('trouble outside', () => {
  it.each(['getAgentSpace', 'getOperatorApp'] as const)(
    'that is forbidden to %s costs an ornament, not the event',
    async (call) => {
      const { tell, published, content } = aFormatter();
      content.refusals = {
        [call]: new DevOpsAgentError({ operation: call, code: 'AccessDeniedException', retryable: false }),
      };
      await tell();
      expect(published).toMatchObject([
        { tags: { application: 'orders' }, summary: { root_cause_brief: expect.anything() } },
      ]);
    },
  );

  it('that may pass is waited for: nothing leaves, and Lambda tries again', async () => {
    const { tell, published, content, receipts } = aFormatter();
    content.refusals = {
      listJournalRecords: new DevOpsAgentError({
        operation: 'ListJournalRecords',
        code: 'ThrottlingException',
        retryable: true,
      }),
    };
    await expect(tell()).rejects.toThrow(/ThrottlingException/);
    expect(published).toEqual([]);
    expect(await receipts.of(request)).toBeUndefined();
  });

  it('in the shape of a request that is none is said, and not repeated', async () => {
    const { ports } = aFormatter();
    const asked = formatOutcome({ ...request, title: 'hunter2' }, ports);
    await expect(asked).rejects.toThrow(/no outcome/);
    await expect(asked).rejects.not.toThrow(/hunter2/);
  });
});
