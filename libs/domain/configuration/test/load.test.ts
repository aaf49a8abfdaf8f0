import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { loadConfiguration } from '../src/index';
import { ACME, CENTRAL, files, folder, good, refused } from './files';

/** The text with one piece replaced; the piece must be there. */
function change(text: string, piece: string, by: string): string {
  if (!text.includes(piece)) throw new Error(`the text does not hold ${piece}`);
  return text.replace(piece, by);
}
const central = (piece: string, by: string) => refused(files(change(CENTRAL, piece, by)));
const client = (piece: string, by: string) => refused(files(CENTRAL, change(ACME, piece, by)));

describe('a configuration', () => {
  it('is the central file and one file for each client, with the defaults filled in', () => {
    const { central: account, clients } = good();
    expect(account).toMatchObject({
      event_bus: { name: 'client-investigations', retention_days: 90 },
      routing_rules: { pattern_detection: { enabled: true, min_events: 3, time_window_minutes: 60 } },
      routes: [],
      default_destination: 'pagerduty:default',
      integrations: {
        pagerduty: { events_url: 'https://events.pagerduty.com/v2/enqueue', api_url: 'https://api.pagerduty.com' },
        jira: { issue_type: 'Incident' },
      },
    });
    expect(clients).toEqual([
      {
        client_name: 'Acme Corporation',
        client_account_id: '123456789012',
        environment: 'production',
        membership: 'organization',
        investigation_watcher: { schedule_rate: 'rate(5 minutes)', timeout_seconds: 60 },
        devops_agent: { agent_space_id: 'space-abc123', region: 'us-east-1' },
        severity_mapping: {},
        privacy: { affected_resources: 'ids' },
        destinations: {},
        links: {},
        tags: {},
        maintenance_windows: [],
      },
    ]);
  });

  it.each([
    ['the example data', 'config', 3],
    ['the data of the demo', 'apps/local/demo/config', 12],
  ])('is good in %s', (_, path, clients) => {
    const loaded = loadConfiguration(folder(path));
    expect(loaded).toMatchObject({ ok: true });
    expect(loaded.ok && loaded.configuration.clients).toHaveLength(clients);
  });

  it('does not depend on the order of its files', () => {
    const all = folder('config');
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(loadConfiguration(shuffled)).toEqual(loadConfiguration(all));
      }),
      { numRuns: 10 },
    );
  });

  it('reads back what it was, once the defaults are written out', () => {
    const tag = fc.stringMatching(/^[a-z_]{1,20}$/).filter((word) => word !== '__proto__');
    fc.assert(
      fc.property(
        fc.dictionary(tag, fc.string({ maxLength: 40 }), { maxKeys: 8 }),
        fc.constantFrom('ids', 'counts'),
        (tags, see) => {
          const text = ACME + stringify({ tags, privacy: { affected_resources: see } });
          const first = good(CENTRAL, text);
          const again = good(stringify(first.central), ...first.clients.map((one) => stringify(one)));
          expect(again).toEqual(first);
          expect(first.clients[0]?.tags).toEqual(tags);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is refused whole, with every problem by file, line and column', () => {
    const text = change(CENTRAL, 'CRITICAL, HIGH', 'CRITICAL, HIHG');
    expect(refused(files(text, change(ACME, 'environment', 'enviroment')))).toEqual([
      'central_account.yaml:5:28 routing_rules.high_severity.severities[1] is "HIHG", and must be one of CRITICAL, HIGH, MEDIUM, LOW, MINIMAL -> did you mean "HIGH"?',
      'clients/client-0.yaml:1:1 environment is missing -> add environment: what runs there, such as production; every event carries it as a tag.',
      'clients/client-0.yaml:3:1 unknown key "enviroment" -> did you mean "environment"?',
    ]);
  });
});

describe('a file that is no good YAML', () => {
  it.each([
    ['a tab', '\tx: 1\n', /^central_account\.yaml:1:1 .*tab/i],
    ['a value that never ends', 'a: "b\n', /^central_account\.yaml:\d:\d .*(quote|closing)/i],
    [
      'a key twice',
      'routes: []\nroutes: []\n',
      'central_account.yaml:2:1 Map keys must be unique -> keep one of the two',
    ],
    ['two documents', 'routes: []\n---\nroutes: []\n', /a second document starts here -> one document a file/],
    ['a tag', 'routes: !include other.yaml\n', /-> remove the tag: plain values only/],
    ['an alias of nothing', 'routes: *nothing\n', /^central_account\.yaml:1:9 /],
    [
      'nothing at all',
      '',
      'central_account.yaml:1:1 the file holds no keys -> write it as central_account.yaml is described in the README',
    ],
    ['a list', '- a\n', /the file holds no keys/],
  ])('is refused where it breaks: %s', (_, text, expected) => {
    const [problem] = refused(files(text));
    if (typeof expected === 'string') expect(problem).toBe(expected);
    else expect(problem).toMatch(expected);
  });

  it('is refused when its aliases would grow without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed'].map((pair) => [...pair])) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${of}`).join(', ')}]`);
    }
    expect(refused(files(bomb.join('\n')))).toEqual([
      'central_account.yaml:2:8 aliases that cannot be resolved -> write the values out, or put them in quotes',
    ]);
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void loadConfiguration(files(text, text))));
  });
});

describe('a value that does not fit', () => {
  it.each([
    [
      'an account id without quotes',
      () => client('"123456789012"', '012345678901'),
      'clients/client-0.yaml:2:20 client_account_id is a number, and must be text -> put it in quotes: "012345678901"',
    ],
    [
      'an account id of 11 digits',
      () => client('123456789012', '12345678901'),
      'clients/client-0.yaml:2:20 client_account_id does not fit: "12345678901" -> An AWS account id: 12 digits in quotes, because a leading zero is part of it.',
    ],
    [
      'a Region with a slip',
      () => client('us-east-1', 'us-esat-1'),
      'clients/client-0.yaml:6:11 devops_agent.region does not fit: "us-esat-1" -> did you mean "us-east-1"?',
    ],
    [
      'an empty line',
      () => client('environment: production', 'environment:'),
      /^clients\/client-0\.yaml:3:\d+ environment is empty -> give it a value, or remove the line/,
    ],
    [
      'a section that is text',
      () => client('environment:', 'privacy: none\nenvironment:'),
      'clients/client-0.yaml:3:10 privacy is text, and must be a section -> What the client lets us see.',
    ],
    [
      'a number out of range',
      () => client('environment:', 'investigation_watcher: { timeout_seconds: 901 }\nenvironment:'),
      'clients/client-0.yaml:3:43 investigation_watcher.timeout_seconds is 901, and must be a whole number from 10 to 900 -> How long one run of the watcher may take.',
    ],
    [
      'a rate in the wrong number',
      () => client('environment:', 'investigation_watcher: { schedule_rate: rate(1 minutes) }\nenvironment:'),
      /^clients\/client-0\.yaml:3:41 investigation_watcher\.schedule_rate does not fit: "rate\(1 minutes\)"/,
    ],
    [
      'a priority that does not exist',
      () => client('environment:', 'severity_mapping: { HGIH: LOW }\nenvironment:'),
      'clients/client-0.yaml:3:21 unknown key "HGIH" -> did you mean "HIGH"?',
    ],
    [
      'the same severity twice',
      () => central('[CRITICAL, HIGH]', '[HIGH, HIGH]'),
      'central_account.yaml:5:17 routing_rules.high_severity.severities holds an item twice -> remove the repeat',
    ],
    [
      'a rule without actions',
      () => central('[page_engineer, create_ticket]', '[]'),
      /^central_account\.yaml:6:14 routing_rules\.high_severity\.actions has 0 items/,
    ],
    [
      'a plain http address',
      () => central('https://example.atlassian.net', 'http://example.com'),
      /^central_account\.yaml:15:15 integrations\.jira\.base_url does not fit/,
    ],
    [
      'a name that cannot be one',
      () => central('payments:', '"pay ments":'),
      /^central_account\.yaml:13:7 "pay ments" cannot be a name here -> use a name that matches/,
    ],
    [
      'a key at the wrong place',
      () => central('routing_rules:', 'retention_days: 30\nrouting_rules:'),
      'central_account.yaml:3:1 unknown key "retention_days" -> move it under event_bus',
    ],
    [
      'a slip of a declared key among free ones',
      () => central('  high_severity:', '  pattern_detecton: { enabled: false }\n  high_severity:'),
      'central_account.yaml:4:3 unknown key "pattern_detecton" -> did you mean "pattern_detection"?',
    ],
    [
      'a rule that names no severity',
      () => central('severities:', 'serverities:'),
      /^central_account\.yaml:5:5 unknown key "serverities" -> did you mean "severities"\?/,
    ],
  ])('%s', (_, problems, expected) => {
    const found = problems();
    const match = (problem: string) => (typeof expected === 'string' ? problem === expected : expected.test(problem));
    expect(found.some(match) ? 'found' : found).toBe('found');
  });

  it('prints no control characters of the file', () => {
    expect(client('environment:', '"bad\\u001b[31m\\nkey": 1\nenvironment:').join('')).not.toMatch(/[\x00-\x1f]/); // eslint-disable-line no-control-regex
  });
});

describe('a secret in a file', () => {
  const KEY = ['0f1e2d3c4b5a6978', '8796a5b4c3d2e1f0'].join('');
  it.each([
    ['a PagerDuty integration key', 'routing_key_secret: pagerduty/routing-key', `routing_key_secret: ${KEY}`, 9, 25],
    ['a key behind a prefix', 'api_key_secret: pagerduty/api-key', `api_key_secret: pagerduty/${KEY}`, 10, 21],
    ['a Jira token', 'jira/api-token', ['ATATT', '3xFfGF0aBcDeFgHiJkLmNoPqRsTuVw'].join(''), 17, 21],
    ['a PagerDuty REST key', 'api_key_secret: pagerduty/api-key', `api_key_secret: u+${'aB3dE6gH9'.repeat(2)}`, 10, 21],
  ])('is refused where the name of a secret belongs, and not repeated: %s', (_, piece, by, line, column) => {
    const text = change(CENTRAL, piece, by);
    const problems = refused(files(text));
    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`^central_account.yaml:${line}:${column} .*(looks like|holds) a secret`)),
    ]);
    expect(problems.join()).not.toContain(by.split(': ').at(-1)?.split('/').at(-1));
  });

  it.each([
    ['an access key in a tag', `tags: { note: ${['AKIA', 'Q3XH7JZ5N2VW4BKM'].join('')} }`],
    ['a password in a link', 'links: { affected_application: "https://user:hunter2@example.com/" }'],
  ])('is refused anywhere else too, when it can be nothing else: %s', (_, line) => {
    const problems = refused(files(CENTRAL, ACME + line));
    expect(problems).toEqual([expect.stringContaining('holds a secret -> take it out, replace it where it is valid')]);
    expect(problems.join()).not.toMatch(/hunter2|Q3XH/);
  });

  it.each([
    'pagerduty/routing-key',
    'prod/investigation-orchestrator/pagerduty-routing-key',
    'jira.api.token',
    'team_payments_routing_key_2026',
  ])('is not seen in a plain name: %s', (name) => {
    expect(central('pagerduty/routing-key', name)).toEqual([]);
  });
});

describe('files that contradict each other', () => {
  const other = change(change(ACME, '123456789012', '210987654321'), 'space-abc123', 'space-def456');
  it.each([
    [
      'an account in two files',
      [ACME, change(other, '210987654321', '123456789012')],
      'clients/client-1.yaml:2:20 account 123456789012 is "Acme Corporation" already -> one file for each client account: mend the id, or merge the two files',
    ],
    [
      'an agent space in two files',
      [ACME, change(other, 'space-def456', 'space-abc123')],
      'clients/client-1.yaml:5:19 agent space space-abc123 belongs to "Acme Corporation" already -> name each agent space once',
    ],
    [
      'the central account as a client',
      [change(ACME, '123456789012', '999999999999')],
      'clients/client-0.yaml:2:20 account 999999999999 is the central account -> give the id of the account to watch: central cannot be its own client',
    ],
    [
      'two forms of agent space',
      [`${ACME}  agent_spaces: [{ agent_space_id: s, region: eu-west-1 }]\n`],
      /^clients\/client-0\.yaml:5:3 agent_spaces stands beside/,
    ],
    [
      'an agent space without its Region',
      [change(ACME, '  region: us-east-1\n', '')],
      /^clients\/client-0\.yaml:5:3 region is missing beside agent_space_id/,
    ],
    [
      'no agent space',
      [change(ACME, '  agent_space_id: space-abc123\n  region: us-east-1\n', '  {}\n')],
      /^clients\/client-0\.yaml:5:3 no agent space is named/,
    ],
    [
      'tags that do not fit into a stack',
      [`${ACME}tags:\n${Array.from({ length: 20 }, (_, n) => `  tag${n}: ${'x'.repeat(200)}\n`).join('')}`],
      /^clients\/client-0\.yaml:8:3 .* comes to \d+ bytes; 3584 fit \(4,096 bytes of a stack parameter/,
    ],
  ])('are refused: %s', (_, clients, expected) => {
    const [problem, ...more] = refused(files(CENTRAL, ...clients));
    expect(more).toEqual([]);
    if (typeof expected === 'string') expect(problem).toBe(expected);
    else expect(problem).toMatch(expected);
  });

  it.each([
    [
      'a service that is not there',
      'default_destination: pagerduty:paymants',
      'central_account.yaml:3:22 unknown destination pagerduty:paymants -> did you mean "pagerduty:payments"?',
    ],
    [
      'a project that is not there',
      'default_destination: jira:ELSEWHERE',
      'central_account.yaml:3:22 unknown destination jira:ELSEWHERE -> add "ELSEWHERE" to integrations.jira.projects, or use one of default, OPS, PAY',
    ],
    [
      'no rule may take the word of the engine',
      'routes: [{ id: default, owner: a, why: b, when: { severity: [LOW] }, notify: [jira:OPS] }]',
      /^central_account\.yaml:3:16 the id default is taken/,
    ],
    [
      'a rule that tells somebody unknown',
      'routes: [{ id: a, owner: a, why: b, when: { severity: [LOW] }, notify: [jira:OPS, jira:NO] }]',
      /^central_account\.yaml:3:83 unknown destination jira:NO/,
    ],
    [
      'a rule whose pattern does not compile',
      'routes: [{ id: a, owner: a, why: b, when: { severity: LOW }, notify: [jira:OPS] }]',
      /^central_account\.yaml:3:55 this is no event pattern: /,
    ],
    [
      'an agent without ids',
      'analysis: { adapter: agent }',
      /^central_account\.yaml:3:11 the adapter `agent` has no agent -> add bedrock_agent with agent_id and agent_alias_id/,
    ],
    [
      'a model that is not named',
      'bedrock_agent: { region: us-east-1 }',
      /^central_account\.yaml:3:16 neither a model nor an agent is named/,
    ],
    [
      'half an agent',
      'bedrock_agent: { region: us-east-1, agent_id: ABCDEFGHIJ }',
      /^central_account\.yaml:3:16 agent_id and agent_alias_id go together/,
    ],
  ])('are refused: %s', (_, line, expected) => {
    const [problem, ...more] = central('routing_rules:', `${line}\nrouting_rules:`);
    expect(more).toEqual([]);
    if (typeof expected === 'string') expect(problem).toBe(expected);
    else expect(problem).toMatch(expected);
  });

  it('are refused when rules page and no PagerDuty is configured, also by a default', () => {
    const text = CENTRAL.replace(/ {2}pagerduty:\n( {4}.*\n)+/, '');
    expect(refused(files(text))).toEqual(
      [
        'central_account.yaml:4:3 unknown destination pagerduty:default -> add integrations.pagerduty, or name a destination of another kind',
        'central_account.yaml:6:15 unknown destination pagerduty:default -> add integrations.pagerduty, or name a destination of another kind',
        'central_account.yaml:1:1 unknown destination pagerduty:default -> add integrations.pagerduty, or name a destination of another kind',
      ].sort((a, b) => Number(a.split(':')[1]) - Number(b.split(':')[1])),
    );
  });

  it('are refused when a client brings its own service for an integration that is not there', () => {
    const text = CENTRAL.replace(/ {2}jira:\n( {4}.*\n)+/, '').replace(', create_ticket', '');
    const own = `${ACME}destinations: { jira: { project_key: ACM } }\n`;
    expect(refused(files(text, own))).toEqual([
      'clients/client-0.yaml:7:23 jira is not configured in the central file -> add integrations.jira there, or remove this',
    ]);
  });

  it.each([
    [
      'no central file',
      files().slice(1),
      'central_account.yaml:1:1 the central file is missing -> add central_account.yaml',
    ],
    [
      'two central files',
      [...files(), { path: 'other/central_account.yaml', text: CENTRAL }],
      'other/central_account.yaml:1:1 there is a second central file -> keep one central_account.yaml',
    ],
    [
      'a file of no kind',
      [...files(), { path: 'config/clients/acme.yml', text: ACME }],
      'clients/acme.yml:1:1 this is no file of the configuration -> name it central_account.yaml, or put it into clients/ with the ending .yaml',
    ],
  ])('are refused: %s', (_, given, expected) => {
    expect(refused(given)).toEqual([expected]);
  });
});

describe('hours and mutes', () => {
  const SILENCE = `silences:
  - id: migration
    owner: platform
    why: The migration restarts everything.
    from: 2026-11-20T22:00:00+01:00
    until: 2026-11-21T02:00:00+01:00
    when: { severity: [LOW] }
    limit: { clients: 1, hours: 4 }
`;
  const silence = (piece: string, by: string) => refused(files(`${CENTRAL}${change(SILENCE, piece, by)}`));

  it('are taken as the routing engine takes them', () => {
    const times = 'times:\n  nights: { time_zone: Europe/Berlin, days: [fri], from: "22:00", to: "07:00" }\n';
    const quiet = 'quiet_hours: { during: [nights], severities: [LOW], instead: ["jira:default"] }\n';
    const { central: account, clients } = good(`${CENTRAL}${times}${SILENCE}`, `${ACME}${quiet}`);
    expect(account.silences).toMatchObject([{ id: 'migration', from: '2026-11-20T22:00:00+01:00' }]);
    expect(account.times).toEqual({
      nights: { time_zone: 'Europe/Berlin', days: ['fri'], from: '22:00', to: '07:00' },
    });
    expect(clients[0]?.quiet_hours).toEqual({ during: ['nights'], severities: ['LOW'], instead: ['jira:default'] });
  });

  it.each([
    ['owner', '    owner: platform\n'],
    ['why', '    why: The migration restarts everything.\n'],
    ['until', '    until: 2026-11-21T02:00:00+01:00\n'],
    ['limit', '    limit: { clients: 1, hours: 4 }\n'],
  ])('are refused without %s', (key, line) => {
    expect(silence(line, '')).toEqual([expect.stringContaining(`silences[0].${key} is missing -> add ${key}:`)]);
  });

  it.each([
    ['an instant without an offset', '22:00:00+01:00', '22:00:00', 'silences[0].from does not fit'],
    ['a key that nothing uses', 'limit: {', 'limit: { minutes: 5,', 'unknown key "minutes"'],
    ['a pattern that is none', '[LOW]', 'LOW', 'this is no event pattern'],
  ])('are refused with %s', (_, piece, by, expected) => {
    expect(silence(piece, by)).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ['HIGH', 'severities: [HIGH], instead: ["jira:default"]', 'must be one of MEDIUM, LOW, MINIMAL'],
    ['nobody instead', 'severities: [LOW], instead: []', 'instead has 0 items'],
    ['an unknown project instead', 'severities: [LOW], instead: ["jira:OSP"]', 'did you mean "jira:OPS"?'],
  ])('of a client are refused for %s', (_, written, expected) => {
    const found = refused(files(CENTRAL, `${ACME}quiet_hours: { during: [nights], ${written} }\n`));
    expect(found).toEqual([expect.stringContaining(expected)]);
  });

  it('let a route group its pages, and escalate those that nobody acknowledges', () => {
    const route =
      'routes: [{ id: a, owner: o, why: w, when: {}, notify: ["pagerduty:default"], ' +
      'group: { by: [client_account_id], repeat_after_minutes: 60 }, ' +
      'escalate: [{ after_minutes: 15, notify: ["pagerduty:seniors"] }] }]\n';
    expect(refused(files(`${CENTRAL}${route}`))).toEqual([
      expect.stringContaining('unknown destination pagerduty:seniors'),
    ]);
    expect(good(`${CENTRAL}${route.replace('seniors', 'default')}`).central.routes[0]).toMatchObject({
      group: { repeat_after_minutes: 60 },
      escalate: [{ after_minutes: 15 }],
    });
  });
});

describe('a check of another package', () => {
  it('runs on a good configuration, and its pointers become places in the files', () => {
    const checks = [
      () => [
        { pointer: '/central/routing_rules/high_severity/actions/1', what: 'central', mend: 'a' },
        { pointer: '/clients/0/devops_agent/region', what: 'client', mend: 'b' },
        { pointer: '/central/event_bus/name', what: 'a default', mend: 'c' },
      ],
    ];
    expect(refused(files(), checks)).toEqual([
      'central_account.yaml:1:1 a default -> c',
      'central_account.yaml:6:30 central -> a',
      'clients/client-0.yaml:6:11 client -> b',
    ]);
  });

  it('does not run on a bad one, so it may trust what it is given', () => {
    const check = jest.fn(() => []);
    refused(files('routes: 1'), [check]);
    expect(check).not.toHaveBeenCalled();
  });
});
