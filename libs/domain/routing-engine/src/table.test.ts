import { parseRoutingTable } from './index';

const good = { id: 'good', when: { severity: ['LOW'] }, notify: ['jira:OPS'] };

function problems(source: unknown): { pointer: string; what: string; mend: string }[] {
  const parsed = parseRoutingTable(source);
  if (parsed.ok) throw new Error('the table was accepted');
  return [...parsed.problems];
}

it('accepts the rules of the specification as they are written there', () => {
  const parsed = parseRoutingTable({
    routing_rules: {
      high_severity: { severities: ['CRITICAL', 'HIGH'], actions: ['page_engineer', 'create_ticket'] },
      medium_severity: { severities: ['MEDIUM'], actions: ['create_ticket'] },
      pattern_detection: { enabled: true, min_events: 3, time_window_minutes: 60 },
    },
  });
  expect(parsed.ok && parsed.table.rules.map(({ id }) => id)).toEqual([
    'routing_rules.high_severity',
    'routing_rules.medium_severity',
  ]);
});

it('lists every problem at once, with a mend for each', () => {
  const found = problems({
    routes: [
      { id: 'a', when: { severity: [] }, notify: [] },
      { id: 'b', when: { nothing: ['x'] }, notify: ['mail:ops'] },
      5,
    ],
    routing_rules: { high: { severities: ['URGENT'], actions: [] } },
    default_destination: 'everybody',
    client_destinations: { acme: { jira: '' } },
    extra: 1,
  });
  expect(found.map(({ pointer }) => pointer).sort()).toEqual([
    '/client_destinations/acme',
    '/client_destinations/acme/jira',
    '/default_destination',
    '/extra',
    '/routes/0/notify',
    '/routes/0/when/severity',
    '/routes/1/notify/0',
    '/routes/1/when/nothing',
    '/routes/2',
    '/routing_rules/high/actions',
    '/routing_rules/high/severities/0',
  ]);
  expect(found.every(({ what, mend }) => what !== '' && mend !== '')).toBe(true);
});

it.each([
  ['no object', [], ''],
  ['routes that are no list', { routes: {} }, '/routes'],
  ['a rule without an id', { routes: [{ ...good, id: undefined }] }, '/routes/0/id'],
  ['an id of the engine', { routes: [{ ...good, id: 'routing_rules.high' }] }, '/routes/0/id'],
  ['an id twice', { routes: [good, { ...good, when: { severity: ['HIGH'] } }] }, '/routes/1/id'],
  ['an unknown key', { routes: [{ ...good, severity: 'LOW' }] }, '/routes/0/severity'],
  ['a continue that is no boolean', { routes: [{ ...good, continue: 'yes' }] }, '/routes/0/continue'],
  ['an owner that is no text', { routes: [{ ...good, owner: 5 }] }, '/routes/0/owner'],
  [
    'a ticket that is enough, where none is filed',
    { routes: [{ ...good, notify: ['slack:ops'], ticket_is_enough: true }] },
    '/routes/0/ticket_is_enough',
  ],
  [
    'an escalation where nobody can acknowledge',
    { routes: [{ ...good, notify: ['jira:OPS'], escalate: [{ after_minutes: 5, notify: ['pagerduty:x'] }] }] },
    '/routes/0/escalate',
  ],
  ['a message as the last resort', { default_destination: 'slack:ops' }, '/default_destination'],
  ['no condition', { routes: [{ ...good, when: undefined }] }, '/routes/0/when'],
  [
    'an invalid pattern',
    { routes: [{ ...good, when: { severity: [{ prefix: 5 }] } }] },
    '/routes/0/when/severity/0/prefix',
  ],
  [
    'a field that no event has',
    { routes: [{ ...good, when: { summary: { cause: ['x'] } } }] },
    '/routes/0/when/summary/cause',
  ],
  ['an object where a value must be', { routes: [{ ...good, when: { summary: ['x'] } }] }, '/routes/0/when/summary'],
  [
    'a value outside a closed list',
    { routes: [{ ...good, when: { severity: ['LOW', 'CRITCAL'] } }] },
    '/routes/0/when/severity/1',
  ],
  [
    'an undeclared field inside $or',
    { routes: [{ ...good, when: { $or: [{ severity: ['LOW'] }, { sev: ['x'] }] } }] },
    '/routes/0/when/$or/1/sev',
  ],
])('refuses %s', (_, source, pointer) => {
  expect(problems(source).map((problem) => problem.pointer)).toEqual([pointer]);
});

it('explains that a pattern stands over the event, not over its envelope', () => {
  const [problem] = problems({ routes: [{ ...good, when: { detail: { severity: ['LOW'] } } }] });
  expect(problem?.mend).toContain('envelope');
});

it('knows every field of the event, and any tag', () => {
  const when = {
    client_account_id: ['123456789012'],
    summary: { indicators: ['rds'], affected_resources: [{ prefix: 'i-' }], withheld: [true] },
    links: { cloudwatch_logs: [{ exists: true }] },
    tags: { 'aws:cloudformation:stack.name': ['x'] },
    redaction: { counts: { ipv4: [{ numeric: ['>', 0] }] } },
  };
  expect(parseRoutingTable({ routes: [{ ...good, when }] }).ok).toBe(true);
});

describe('a rule that no event reaches', () => {
  it('is refused', () => {
    const narrow = {
      id: 'narrow',
      when: { severity: ['LOW'], tags: { environment: ['test'] } },
      notify: ['jira:TEST'],
    };
    expect(problems({ routes: [good, narrow] })).toMatchObject([
      { pointer: '/routes/1', what: expect.stringContaining('"good"') },
    ]);
  });

  it('is reached after all when the one above continues, or is narrower', () => {
    const wide = { id: 'wide', when: { severity: ['LOW', 'MEDIUM'] }, notify: ['jira:WIDE'] };
    expect(parseRoutingTable({ routes: [{ ...good, continue: true }, wide] }).ok).toBe(true);
    expect(parseRoutingTable({ routes: [good, wide] }).ok).toBe(true);
  });

  it('may be one of the simple form', () => {
    const all = { id: 'all', when: { severity: ['CRITICAL', 'HIGH', 'MEDIUM'] }, notify: ['jira:ALL'] };
    const rules = { high: { severities: ['HIGH'], actions: ['page_engineer'] } };
    expect(problems({ routes: [all], routing_rules: rules })).toMatchObject([{ pointer: '/routing_rules/high' }]);
  });
});

describe('what stands beside the rules', () => {
  const client = {
    name: 'Acme',
    environment: 'production',
    membership: 'organization',
    regions: ['us-east-1'],
    tags: {},
  };
  const clients = { '123456789012': client, '222222222222': { ...client, name: 'Bravo' } };
  const times = { nights: { time_zone: 'UTC', from: '22:00', to: '07:00' } };
  const silence = {
    id: 's',
    owner: 'platform',
    why: 'the migration',
    from: '2026-11-20T22:00:00Z',
    until: '2026-11-21T02:00:00Z',
    when: { severity: ['LOW'] },
    limit: { clients: 2, hours: 4 },
  };
  const silences = (change: object) => ({ clients, times, silences: [{ ...silence, ...change }] });
  const override = { id: 'o', owner: 'platform', why: 'noise', when: { severity: ['HIGH'] }, severity: 'LOW' };
  const quiet = { during: ['nights'], severities: ['LOW'], instead: ['jira:default'] };
  const withClient = (change: object) => ({ times, clients: { '123456789012': { ...client, ...change } } });

  it.each([
    ['a time that is not defined', { times, routes: [{ ...good, during: ['days'] }] }, '/routes/0/during/0'],
    [
      'during and outside of one',
      { times, routes: [{ ...good, during: ['nights'], outside: ['nights'] }] },
      '/routes/0/outside',
    ],
    [
      'a client where none is known',
      { routes: [{ ...good, when: { client: { tier: ['gold'] } } }] },
      '/routes/0/when/client/tier',
    ],
    [
      'an attribute that no client has',
      { clients, routes: [{ ...good, when: { client: { vip: ['x'] } } }] },
      '/routes/0/when/client/vip',
    ],
    [
      'enough of a ticket beside a page',
      { routes: [{ ...good, notify: ['pagerduty:default'], ticket_is_enough: true }] },
      '/routes/0/ticket_is_enough',
    ],
    [
      'a group by a field that no event has',
      { routes: [{ ...good, group: { by: ['cause'], repeat_after_minutes: 5 } }] },
      '/routes/0/group/by/0',
    ],
    [
      'an escalation back in time',
      {
        routes: [
          {
            ...good,
            escalate: [
              { after_minutes: 9, notify: ['jira:A'] },
              { after_minutes: 9, notify: ['jira:B'] },
            ],
          },
        ],
      },
      '/routes/0/escalate/1/after_minutes',
    ],
    [
      'an override without an owner',
      { severity_overrides: [{ ...override, owner: '' }] },
      '/severity_overrides/0/owner',
    ],
    [
      'an override to no severity',
      { severity_overrides: [{ ...override, severity: 'NONE' }] },
      '/severity_overrides/0/0',
    ],
    ['a silence without a reason', silences({ why: undefined }), '/silences/0/why'],
    ['a silence without an owner', silences({ owner: ' ' }), '/silences/0/owner'],
    ['a silence without an end', silences({ until: undefined }), '/silences/0/until'],
    ['a silence without an offset', silences({ from: '2026-11-20T22:00:00' }), '/silences/0/from'],
    ['a silence without a limit', silences({ limit: undefined }), '/silences/0/limit'],
    ['a silence that ends before it begins', silences({ until: '2026-11-20T22:00:00Z' }), '/silences/0/until'],
    ['a silence of years', silences({ until: '2028-11-20T22:00:00Z' }), '/silences/0/until'],
    ['a silence beyond its hours', silences({ until: '2026-11-21T02:00:01Z' }), '/silences/0/limit/hours'],
    ['a silence beyond its clients', silences({ limit: { clients: 1, hours: 4 } }), '/silences/0/limit/clients'],
    ['a silence twice', { clients, silences: [silence, silence] }, '/silences/1/id'],
    [
      'quiet hours for HIGH',
      withClient({ quiet_hours: { ...quiet, severities: ['HIGH'] } }),
      '/clients/123456789012/quiet_hours/severities/0',
    ],
    [
      'quiet hours in which nobody hears',
      withClient({ quiet_hours: { ...quiet, instead: [] } }),
      '/clients/123456789012/quiet_hours/instead',
    ],
    [
      'quiet hours with a page instead',
      withClient({ quiet_hours: { ...quiet, instead: ['pagerduty:x'] } }),
      '/clients/123456789012/quiet_hours/instead',
    ],
    [
      'a maintenance window for other clients',
      withClient({ maintenance_windows: [silence] }),
      '/clients/123456789012/maintenance_windows/0/limit/clients',
    ],
    ['a client without a name', withClient({ name: '' }), '/clients/123456789012/name'],
  ])('refuses %s', (_, source, pointer) => {
    expect(problems(source).map((problem) => problem.pointer)).toContain(pointer);
  });

  it('counts the clients that a silence can match by what the registry says, and no event can widen', () => {
    const limit = { clients: 1, hours: 4 };
    for (const when of [
      { client_account_id: ['222222222222'] },
      { client_name: ['Bravo'] },
      { client: { name: ['Bravo'] } },
    ]) {
      expect(parseRoutingTable(silences({ when, limit })).ok).toBe(true);
    }
    expect(problems(silences({ when: { tags: { environment: ['test'] } }, limit }))).toHaveLength(1);
  });

  it('measures a silence by its longest stretch', () => {
    const weeks = { until: '2026-12-20T22:00:00Z', during: ['nights'] };
    expect(parseRoutingTable(silences({ ...weeks, limit: { clients: 2, hours: 9 } })).ok).toBe(true);
    expect(problems(silences({ ...weeks, limit: { clients: 2, hours: 8 } }))).toMatchObject([
      { pointer: '/silences/0/limit/hours', what: expect.stringContaining('9 hours') },
    ]);
  });

  it('does not take a rule for unreachable that is only sometimes behind another', () => {
    const narrow = { ...good, id: 'narrow', when: { severity: ['LOW'], tags: { environment: ['test'] } } };
    expect(parseRoutingTable({ times, routes: [{ ...good, during: ['nights'] }, narrow] }).ok).toBe(true);
  });
});
