// Prints matches per second beside a naive baseline, in one run. Build first: npx tsc --build libs/domain/event-pattern
// Run: node libs/domain/event-pattern/bench/bench.mjs
import { createRequire } from 'node:module';

const { compilePattern } = createRequire(import.meta.url)('../dist/index.js');

const event = {
  version: '0',
  id: '11111111-2222-3333-4444-555555555555',
  'detail-type': 'Investigation Completed',
  source: 'investigation-orchestrator',
  account: '111122223333',
  time: '2026-05-04T10:11:12Z',
  region: 'eu-west-1',
  resources: ['arn:aws:aidevops:eu-west-1:111122223333:agentspace/1'],
  detail: {
    investigation_id: 'inv-1',
    severity: 'HIGH',
    status: 'ROOT_CAUSE_FOUND',
    summary: { resource_types: ['EC2', 'RDS'], duration_minutes: 45, root_cause_category: 'resource_exhaustion' },
    findings: [
      { kind: 'root-cause', confidence: 0.9 },
      { kind: 'symptom', confidence: 0.4 },
    ],
  },
};

const patterns = {
  'typical, matches': {
    source: [{ prefix: 'investigation-' }],
    'detail-type': ['Investigation Completed', 'Investigation Failed'],
    detail: { severity: ['CRITICAL', 'HIGH'], summary: { duration_minutes: [{ numeric: ['>', 10] }] } },
  },
  'typical, does not match': { source: ['investigation-orchestrator'], detail: { severity: ['LOW'] } },
  'many operators': {
    'detail-type': [{ 'anything-but': { suffix: ' Cancelled' } }],
    detail: {
      investigation_id: [{ wildcard: 'inv-*' }],
      severity: [{ 'equals-ignore-case': 'high' }],
      missing: [{ exists: false }],
      summary: { resource_types: ['RDS'], root_cause_category: [{ 'anything-but': ['unknown'] }] },
    },
  },
  'objects in an array': { detail: { findings: { kind: ['root-cause'], confidence: [{ numeric: ['>=', 0.8] }] } } },
};

/** What one writes without this package: reads the pattern again for every event, knows three operators. */
function naive(pattern, value) {
  return Object.entries(pattern).every(([name, wanted]) => {
    const found = value?.[name];
    if (!Array.isArray(wanted)) return naive(wanted, found);
    const values = Array.isArray(found) ? found : [found];
    return wanted.some((want) =>
      values.some((one) => {
        if (typeof want !== 'object' || want === null) return one === want;
        if (want.prefix !== undefined) return typeof one === 'string' && one.startsWith(want.prefix);
        if (want.numeric !== undefined) return typeof one === 'number' && one > want.numeric[1];
        return want.exists === (one !== undefined);
      }),
    );
  });
}

function perSecond(run) {
  const until = (ms) => {
    const start = performance.now();
    let runs = 0;
    while (performance.now() - start < ms) for (let again = 0; again < 500; again++, runs++) run();
    return Math.round((runs / (performance.now() - start)) * 1000);
  };
  until(200);
  return until(800).toLocaleString('en-US').padStart(12);
}

const text = JSON.stringify(event);
console.log(`event of ${text.length} bytes; matches per second\n`);
console.log(`${''.padEnd(26)}${'object'.padStart(12)}${'JSON text'.padStart(12)}`);
for (const [name, pattern] of Object.entries(patterns)) {
  const matcher = compilePattern(pattern);
  console.log(name.padEnd(26) + perSecond(() => matcher(event)) + perSecond(() => matcher(text)));
}
const typical = patterns['typical, matches'];
console.log(
  'naive baseline, typical'.padEnd(26) +
    perSecond(() => naive(typical, event)) +
    perSecond(() => naive(typical, JSON.parse(text))),
);
