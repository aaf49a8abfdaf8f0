import fc from 'fast-check';
import { ACCOUNTS, aReport, startCentral } from './central';
import { isFromHealth, readHealth } from '../src/health';

const OURS = '999999999999';

/** The example of the AWS Health User Guide ("Monitoring account-specific and public events"), with a service of our tests. */
const anIssue = (detail: object = {}, envelope: object = {}) => ({
  version: '0',
  id: 'fd9d4512-1eb0-50f6-0491-d016ae56aef0',
  'detail-type': 'AWS Health Event',
  source: 'aws.health',
  account: OURS,
  time: '2026-11-20T11:20:10Z',
  region: 'us-east-1',
  resources: [],
  ...envelope,
  detail: {
    eventArn: 'arn:aws:health:us-east-1::event/RDS/AWS_RDS_OPERATIONAL_ISSUE/AWS_RDS_OPERATIONAL_ISSUE_VKTXI_EXAMPLE',
    service: 'RDS',
    eventTypeCode: 'AWS_RDS_OPERATIONAL_ISSUE',
    eventTypeCategory: 'issue',
    eventScopeCode: 'PUBLIC',
    communicationId: '01b0993207d81a09dcd552ebd1e633e36cf1f09a-1',
    startTime: 'Fri, 20 Nov 2026 11:02:00 GMT',
    lastUpdatedTime: 'Fri, 20 Nov 2026 11:20:07 GMT',
    statusCode: 'open',
    eventRegion: 'us-east-1',
    eventDescription: [{ latestDescription: 'We are investigating increased API error rates.', language: 'en_US' }],
    affectedEntities: [{ entityValue: 'arn:aws:rds:us-east-1:111111111111:db:orders', status: 'IMPAIRED' }],
    page: '1',
    totalPages: '1',
    affectedAccount: OURS,
    ...detail,
  },
});

describe('an AWS Health event', () => {
  it('is read without its free text, its entities and accounts', () => {
    expect(readHealth(anIssue(), OURS)).toEqual({
      notice: {
        id: 'arn:aws:health:us-east-1::event/RDS/AWS_RDS_OPERATIONAL_ISSUE/AWS_RDS_OPERATIONAL_ISSUE_VKTXI_EXAMPLE',
        service: 'rds',
        region: 'us-east-1',
        at: '2026-11-20T11:02:00.000Z',
        what: 'AWS_RDS_OPERATIONAL_ISSUE',
      },
      updatedAt: '2026-11-20T11:20:07.000Z',
    });
  });

  it.each<[string, object, object]>([
    ['of one account that is about the whole service', { eventScopeCode: 'ACCOUNT_SPECIFIC' }, {}],
    [
      'that is closed',
      { statusCode: 'closed', endTime: 'Fri, 20 Nov 2026 11:10:00 GMT' },
      { until: '2026-11-20T11:10:00.000Z' },
    ],
    ['that is closed without an end', { statusCode: 'closed' }, { until: '2026-11-20T11:20:07.000Z' }],
    ['of a service that reports call otherwise', { service: 'ELASTICLOADBALANCING' }, { service: 'elb' }],
    ['of a day of one digit', { startTime: 'Tue, 3 Nov 2026 11:02:00 GMT' }, { at: '2026-11-03T11:02:00.000Z' }],
    ['that does not say when it was updated', { lastUpdatedTime: undefined }, {}],
  ])('%s is read', (_, changes, expected) => {
    expect(readHealth(anIssue(changes), OURS)).toMatchObject({ notice: expected });
  });

  it.each<[string, object, object, string]>([
    ['a planned change', { eventTypeCategory: 'scheduledChange' }, {}, 'no-issue'],
    ['a notification', { eventTypeCategory: 'accountNotification' }, {}, 'no-issue'],
    ['what is to come', { statusCode: 'upcoming' }, {}, 'another-form'],
    ['what is in no Region', { eventRegion: 'global' }, {}, 'no-region'],
    ['no Region', { eventRegion: 'us-east-1 and more' }, {}, 'another-form'],
    ['words for a code', { eventTypeCode: 'See https://evil.example' }, {}, 'another-form'],
    ['words for a service', { service: 'RDS|@us-east-1' }, {}, 'another-form'],
    ['a path for an ARN', { eventArn: '../../etc/passwd' }, {}, 'another-form'],
    ['another scope', { eventScopeCode: 'NONE' }, {}, 'another-form'],
    ['a time that is none', { startTime: 'Fri, 31 Feb 2026 11:02:00 GMT' }, {}, 'impossible-times'],
    ['a time in another form', { startTime: '2026-11-20T11:02:00Z' }, {}, 'impossible-times'],
    ['an end before its start', { endTime: 'Thu, 19 Nov 2026 11:02:00 GMT' }, {}, 'impossible-times'],
    ['an abuse report', {}, { 'detail-type': 'AWS Health Abuse Event' }, 'another-detail-type'],
    ['an archive replay', {}, { 'replay-name': 'yesterday' }, 'archive-replay'],
    ["another account's bus", {}, { account: ACCOUNTS[0] }, 'another-account'],
    [
      "one account's failed host",
      { eventScopeCode: 'ACCOUNT_SPECIFIC', eventTypeCode: 'AWS_EC2_INSTANCE_HARDWARE_FAILURE' },
      {},
      'of-one-account',
    ],
  ])('with %s is left out', (_, detail, envelope, refused) => {
    expect(readHealth(anIssue(detail, envelope), OURS)).toEqual({ refused });
  });

  it('is never taken from a malformed envelope, and never crashes', () => {
    const good = anIssue();
    // Without any of these it is no notice, so whatever stands in its place must not be one.
    const needed = [
      'eventArn',
      'service',
      'eventTypeCode',
      'eventTypeCategory',
      'eventScopeCode',
      'statusCode',
      'eventRegion',
      'startTime',
    ];
    const junk = fc.oneof(
      fc.anything(),
      fc.string({ minLength: 1 }).map((text) => `${text} `),
      fc.constantFrom<unknown>(null, undefined, '', 0, [], {}, Number.NaN, '__proto__', '\u0000', 'x'.repeat(100_000)),
    );
    const malformed = fc.oneof(
      fc
        .tuple(fc.constantFrom(...needed), junk)
        .map(([name, value]) => ({ ...good, detail: { ...good.detail, [name]: value } })),
      fc
        .tuple(fc.constantFrom('detail', 'account', 'detail-type'), junk)
        .map(([name, value]) => ({ ...good, [name]: value })),
      junk,
    );
    let tried = 0;
    fc.assert(
      fc.property(malformed, (body) => {
        tried++;
        isFromHealth(body);
        expect(readHealth(body, OURS)).toEqual({ refused: expect.stringMatching(/^[a-z-]+$/) });
      }),
      { numRuns: 1000 },
    );
    expect(tried).toBe(1000);
  });
});

describe('the pattern detector', () => {
  let central: Awaited<ReturnType<typeof startCentral>>;
  beforeEach(async () => {
    central = await startCentral();
  });
  afterEach(() => central.stop());

  const withHealth = () => ({ config: { ...central.ports.config, aws_health: true } });
  const hear = (detail: object = {}, envelope: object = {}) => central.detect(anIssue(detail, envelope), withHealth());

  /** Trouble of another sort at each client, in one service and Region. */
  const SORTS = [
    ['The pool ran dry.', 'resource_exhaustion'],
    ['A replica lags behind.', 'database_contention'],
    ['The disk is full.', 'resource_exhaustion'],
  ] as const;
  const reports = SORTS.map(([root_cause_brief, root_cause_category], index) =>
    aReport(ACCOUNTS[index] ?? '', 10 + index * 9, {
      region: 'us-east-1',
      summary: {
        root_cause_brief,
        root_cause_category,
        resource_types: ['RDS'],
        indicators: [],
      },
    }),
  );
  async function threeSilentReports(changes = withHealth()) {
    for (const report of reports) {
      await central.routed(report);
      await central.detect(report, changes);
    }
    expect(central.pager.alerts).toEqual([]);
  }

  it('makes a pattern of reports that were silent, when AWS Health says that their service has trouble', async () => {
    await threeSilentReports();
    await hear();
    expect(central.pager.alerts).toMatchObject([{ clients: 3 }]);
    expect(central.pager.alerts[0]?.evidence.join(' ')).toContain(
      'AWS Health reports AWS_RDS_OPERATIONAL_ISSUE in us-east-1 since 11:02.',
    );
    expect(central.counted).toMatchObject({ PatternsFound: 1, PagesSent: 1 });
  });

  it('looks past newer reports that are in a pattern of their own', async () => {
    await threeSilentReports();
    for (const [index, account] of ACCOUNTS.entries()) {
      const leak = aReport(account, 40 + index, {
        investigation_id: `leak-${index}`,
        region: 'us-east-1',
        summary: { resource_types: ['RDS'] },
      });
      await central.routed(leak);
      await central.detect(leak, withHealth());
    }
    expect(central.pager.alerts).toHaveLength(1);
    await hear();
    expect(central.pager.alerts.map(({ title }) => title)).toEqual([
      expect.stringContaining('relay-agent'),
      expect.stringContaining('rds'),
    ]);
  });

  it('makes the same pattern when AWS Health was there first', async () => {
    await hear();
    for (const report of reports) await central.detect(report, withHealth());
    expect(central.pager.alerts).toMatchObject([{ clients: 3 }]);
    expect(central.pager.alerts[0]?.evidence.join(' ')).toContain('AWS Health reports');
  });

  it('tells once, however often AWS Health says it, and when it is over', async () => {
    await threeSilentReports();
    await hear();
    await hear();
    await hear({}, { region: 'us-west-2' }); // the backup Region's
    await hear({
      statusCode: 'closed',
      endTime: 'Fri, 20 Nov 2026 11:50:00 GMT',
      lastUpdatedTime: 'Fri, 20 Nov 2026 11:51:00 GMT',
    });
    expect(central.pager.alerts).toHaveLength(1);
    expect(central.counted.PatternsFound).toBe(1);
    expect(await central.ports.store.patterns(5)).toHaveLength(1);
  });

  it('tells after a crash half-way', async () => {
    await threeSilentReports();
    central.pager.before = () => {
      throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
    };
    await expect(hear()).rejects.toThrow('HTTP 500');
    central.pager.before = () => undefined;
    await hear();
    expect(central.pager.alerts).toHaveLength(1);
  });

  it.each([
    ['another service', { service: 'EC2' }],
    ['another Region', { eventRegion: 'eu-west-1' }],
    [
      'another time',
      { startTime: 'Wed, 18 Nov 2026 11:00:00 GMT', endTime: 'Wed, 18 Nov 2026 12:00:00 GMT', statusCode: 'closed' },
    ],
    ['a planned change', { eventTypeCategory: 'scheduledChange' }],
  ])('changes nothing for %s', async (_, detail) => {
    await threeSilentReports();
    await hear(detail);
    expect(central.pager.alerts).toEqual([]);
  });

  it('comes back later when the router has not taken in the reports yet', async () => {
    for (const report of reports) await central.detect(report, withHealth());
    await expect(hear()).rejects.toThrow('The queue tries again.');
    for (const report of reports) await central.routed(report);
    await hear();
    expect(central.pager.alerts).toHaveLength(1);
  });

  it('neither keeps nor reads anything of AWS Health when that is not switched on', async () => {
    const off = { store: { ...central.ports.store, noticesFor: () => Promise.reject(new Error('was read')) } };
    for (const report of reports) await central.detect(report, off);
    await central.detect(anIssue(), off);
    expect(central.log.join('')).toContain('"reason":"switched-off"');
    expect(
      await central.ports.store.noticesFor(['rds'], 'us-east-1', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'),
    ).toEqual([]);
  });

  it('does not believe a client that calls itself AWS Health', async () => {
    await threeSilentReports();
    await hear({}, { account: ACCOUNTS[0] });
    await central.detect({ ...anIssue(), source: 'aws.health.evil' }, withHealth());
    expect(central.pager.alerts).toEqual([]);
    expect(central.log.join('')).toContain('"reason":"another-account"');
  });

  it('keeps and logs nothing of what AWS Health writes in words', async () => {
    await threeSilentReports();
    await hear();
    const notices = await central.ports.store.noticesFor(
      ['rds'],
      'us-east-1',
      '2026-11-01T00:00:00Z',
      '2026-12-01T00:00:00Z',
    );
    expect(notices).toHaveLength(1);
    expect(JSON.stringify(notices) + central.log.join('')).not.toMatch(/investigating increased|orders|IMPAIRED/);
  });
});
