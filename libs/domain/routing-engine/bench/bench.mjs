// Decisions per second of CPU time on one core, beside json-rules-engine on the same rules and events.
//   npx tsc --build libs/domain/routing-engine && npm ci --prefix libs/domain/routing-engine/bench
//   node libs/domain/routing-engine/bench/bench.mjs [--check]
// With --check it ends with 1 when a bar is missed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const { explain, parseRoutingTable, route } = load('../dist/index.js');
const { parseInvestigationEvent, SEVERITIES, EVENT_TYPES, ROOT_CAUSE_CATEGORIES } = load(
  '../../event-schema/dist/index.js',
);
const { anEvent } = load('../../event-schema/dist/testing.js');

const CLIENTS = 200;
const EVENTS = 5000;
const NOW = new Date('2026-11-20T10:05:00Z');
const account = (index) => String(100000000000 + index);

/** Rules as a provider with 200 clients writes them: a client's own, a team's, an application's, a category's. */
function source(rules) {
  const routes = Array.from({ length: rules }, (_, index) => ({
    id: `rule-${index}`,
    when: [
      {
        client_account_id: [account(index % CLIENTS)],
        severity: ['CRITICAL'],
        tags: { application: [`app-${index}`] },
      },
      { severity: ['CRITICAL', 'HIGH'], tags: { application: [`app-${index}`, { prefix: `team-${index}-` }] } },
      {
        status: ['FAILED', 'TIMED_OUT'],
        region: [{ 'anything-but': 'us-east-1' }],
        tags: { on_call_team: [`team-${index}`] },
      },
      {
        tags: { application: [{ wildcard: `*-${index}-api` }], environment: ['production'] },
        summary: {
          root_cause_category: ['dns_failure', 'unknown'],
          duration_minutes: [{ numeric: ['>', index % 90] }],
        },
      },
    ][index % 4],
    notify: ['pagerduty:default', `jira:P${index}`],
  }));
  const rest = { high: { severities: ['CRITICAL', 'HIGH'], actions: ['page_engineer', 'create_ticket'] } };
  return { routes, routing_rules: rest };
}

/** The same rules with a registry, times, overrides, silences and quiet hours around them. */
function withEverything({ routes, ...rest }) {
  const mute = { owner: 'o', why: 'w', from: '2026-11-20T00:00:00Z', until: '2026-11-20T12:00:00Z' };
  return {
    ...rest,
    routes: routes.map((route, index) => ({ ...route, ...(index % 5 === 0 ? { during: ['days'] } : {}) })),
    times: {
      days: { time_zone: 'Europe/Berlin', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' },
    },
    severity_overrides: Array.from({ length: 20 }, (_, index) => ({
      id: `override-${index}`,
      owner: 'o',
      why: 'w',
      when: { client: { tier: ['gold'] }, tags: { application: [`app-${index}`] } },
      severity: 'HIGH',
    })),
    silences: Array.from({ length: 20 }, (_, index) => ({
      ...mute,
      id: `silence-${index}`,
      when: { client_account_id: [account(index)], tags: { application: [{ prefix: `app-${index}` }] } },
      limit: { clients: 1, hours: 12 },
    })),
    clients: Object.fromEntries(
      Array.from({ length: CLIENTS }, (_, index) => [
        account(index),
        {
          name: `Client ${index}`,
          environment: 'production',
          membership: 'organization',
          regions: ['us-east-1'],
          tags: { tier: index % 2 === 0 ? 'gold' : 'silver' },
          quiet_hours: { during: ['days'], severities: ['LOW'], instead: ['jira:default'] },
        },
      ]),
    ),
  };
}

/** Different events: half match one of the rules somewhere in the table, half none but the last. */
function events(rules) {
  const pick = (list, index) => list[index % list.length];
  const types = Object.keys(EVENT_TYPES).slice(0, 3);
  const status = {
    investigation_completed: 'ROOT_CAUSE_FOUND',
    investigation_failed: 'FAILED',
    investigation_timed_out: 'TIMED_OUT',
  };
  return Array.from({ length: EVENTS }, (_, index) => {
    const event_type = pick(types, (index * 7) >> 2);
    const number = (index * 7919) % rules;
    return anEvent({
      event_type,
      status: status[event_type],
      investigation_id: `investigation-${index}`,
      client_account_id: account(index % CLIENTS),
      severity: pick(Object.keys(SEVERITIES), index * 3),
      region: pick(['us-east-1', 'eu-west-1', 'eu-central-1'], index),
      summary: {
        duration_minutes: index % 120,
        root_cause_category: pick(Object.keys(ROOT_CAUSE_CATEGORIES), index),
      },
      tags: {
        application: pick([`app-${number}`, `team-${number}-web`, `web-${number}-api`, `other-${index}`], index),
        on_call_team: pick([`team-${number}`, 'platform'], index >> 1),
      },
    });
  });
}

/** Best of several rounds, in runs per second of CPU time: other processes share the machine. */
function perSecond(run, items, rounds = 7) {
  const pass = () => {
    for (const item of items) run(item);
  };
  for (let warm = 0; warm < 5; warm++) pass();
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    const passes = Math.max(1, Math.ceil(50_000 / items.length));
    for (let again = 0; again < passes; again++) pass();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6 / (passes * items.length));
  }
  return 1 / best;
}

/** What this thread alone has used: the compiler and the garbage collector work beside it. */
function ownCpuMs() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

function tableOf(from) {
  const parsed = parseRoutingTable(from);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.slice(0, 3)));
  return parsed.table;
}

const results = [];
const note = (name, figure, bar, ok) => results.push({ name, figure, bar, ok });
const shown = (value) => Math.round(value).toLocaleString('en-US');

const large = source(1000);
if (process.argv[2] === 'start') {
  const before = ownCpuMs();
  route(anEvent(), tableOf(large), NOW);
  console.log(ownCpuMs() - before);
  process.exit();
}
// Each in a process of its own, whose code has never run: as a function starts.
const starts = Array.from({ length: 7 }, () =>
  Number(spawnSync(process.execPath, [process.argv[1], 'start'], { encoding: 'utf8' }).stdout),
);
const started = Math.min(...starts);
note('cold start of the table, 1,000 rules', `${started.toFixed(1)} ms`, '<= 50 ms', started <= 50);

const decided = {};
for (const rules of [10, 100, 1000]) {
  const table = tableOf(source(rules));
  decided[rules] = perSecond((event) => route(event, table, NOW), events(rules));
  const bar = rules === 1000 ? '>= 500,000' : '';
  note(`decide, ${shown(rules)} rules`, `${shown(decided[rules])}/s`, bar, rules !== 1000 || decided[rules] >= 500_000);
}
const slower = decided[10] / decided[1000];
note('slower from 10 to 1,000 rules', `${slower.toFixed(2)} x`, '<= 6 x', slower <= 6);

const whole = tableOf(withEverything(large));
const all = perSecond((event) => route(event, whole, NOW), events(1000));
note('decide, with all else in use', `${shown(all)}/s`, '', true);

const table = tableOf(large);
const texts = events(1000).map((event) => JSON.stringify(event));
const checked = perSecond((text) => {
  const parsed = parseInvestigationEvent(JSON.parse(text));
  if (!parsed.ok) throw new Error('an event was refused');
  route(parsed.value, table, NOW);
}, texts);
note('parse, check and decide, 1,000 rules', `${shown(checked)}/s`, '>= 100,000', checked >= 100_000);
const told = perSecond((event) => explain(route(event, table, NOW), event).length, events(1000));
note('decide and explain, 1,000 rules', `${shown(told)}/s`, '', true);

const peer = await peersDecisions(large, events(1000).slice(0, 100));
if (peer === undefined) {
  console.log('json-rules-engine is not installed: npm ci --prefix libs/domain/routing-engine/bench\n');
} else {
  const times = decided[1000] / peer;
  note('json-rules-engine 7.3.1, 1,000 rules', `${shown(peer)}/s`, '', true);
  note('faster than json-rules-engine', `${shown(times)} x`, '>= 1,000 x', times >= 1000);
}
for (const { name, figure, bar, ok } of results) {
  console.log(`${name.padEnd(42)}${figure.padStart(14)}  ${bar}${ok ? '' : '  MISSED'}`);
}
if (process.argv.includes('--check') && results.some(({ ok }) => !ok)) process.exitCode = 1;

/** The same rules for the peer, with custom operators where it has none; checked to choose the same rule. */
async function peersDecisions({ routes, routing_rules }, sample) {
  let Engine;
  try {
    ({ Engine } = load('json-rules-engine'));
  } catch {
    return undefined;
  }
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addOperator('passes', (value, wanted) => wanted.some((want) => one(value, want)));
  const all = [
    ...routes,
    ...Object.values(routing_rules).map(({ severities }) => ({
      id: 'routing_rules.high',
      when: { severity: severities },
    })),
  ];
  all.forEach(({ id, when }, index) => {
    const conditions = [];
    const read = (value, path) => {
      for (const [name, inner] of Object.entries(value)) {
        if (!Array.isArray(inner)) read(inner, [...path, name]);
        else {
          const [fact, ...below] = [...path, name];
          const at = below.length > 0 ? { path: `$.${below.join('.')}` } : {};
          conditions.push({ fact, ...at, operator: 'passes', value: inner });
        }
      }
    };
    read(when, []);
    engine.addRule({ name: id, priority: all.length - index, conditions: { all: conditions }, event: { type: id } });
  });
  // The first match wins here too: it stops as soon as a rule has matched.
  engine.on('success', () => engine.stop());
  const first = async (event) => (await engine.run(event)).events[0]?.type ?? 'default';
  const ours = tableOf({ routes, routing_rules });
  for (const event of sample.slice(0, 25)) {
    const [theirs, mine] = [await first(event), route(event, ours, NOW).ruleId];
    if (theirs !== mine) throw new Error(`the peer chose ${theirs}, we ${mine}`);
  }
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    for (const event of sample) await first(event);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6 / sample.length);
  }
  return 1 / best;
}

function one(value, want) {
  if (typeof want !== 'object') return value === want;
  if (want.prefix !== undefined) return typeof value === 'string' && value.startsWith(want.prefix);
  if (want.wildcard !== undefined) return typeof value === 'string' && value.endsWith(want.wildcard.slice(1));
  if (want.numeric !== undefined) return typeof value === 'number' && value > want.numeric[1];
  return value !== undefined && value !== want['anything-but'];
}
