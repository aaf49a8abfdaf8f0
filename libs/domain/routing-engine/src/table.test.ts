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
      { id: 'b', when: { nothing: ['x'] }, notify: ['slack:ops'] },
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
