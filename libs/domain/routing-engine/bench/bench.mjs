// Prints decisions per second with a thousand rules, beside patterns that are compiled for every event.
// Build first: npx tsc --build libs/domain/routing-engine. Run: node libs/domain/routing-engine/bench/bench.mjs
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const { parseRoutingTable, route } = load('../dist/index.js');
const { compilePattern } = load('../../event-pattern/dist/index.js');
const { anEvent } = load('../../event-schema/dist/testing.js');

const RULES = 1000;
const routes = Array.from({ length: RULES }, (_, index) => ({
  id: `rule-${index}`,
  when: {
    severity: ['CRITICAL', 'HIGH'],
    tags: { application: [`application-${index}`, { prefix: `team-${index}-` }] },
  },
  notify: ['pagerduty:default', `jira:P${index}`],
}));
const parsed = parseRoutingTable({ routes });
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const now = new Date('2026-11-20T10:05:00Z');

function perSecond(run) {
  const until = (ms) => {
    const start = performance.now();
    let runs = 0;
    for (; performance.now() - start < ms; runs++) run();
    return Math.round((runs / (performance.now() - start)) * 1000);
  };
  until(200);
  return until(800).toLocaleString('en-US').padStart(10);
}

const last = anEvent({ tags: { application: `application-${RULES - 1}` } });
const none = anEvent({ severity: 'LOW' });
console.log(`decisions per second with ${RULES} rules`);
console.log(`the last rule matches       ${perSecond(() => route(last, parsed.table, now))}`);
console.log(`no rule matches             ${perSecond(() => route(none, parsed.table, now))}`);
console.log(`naive: compile every time   ${perSecond(() => routes.find(({ when }) => compilePattern(when)(last)))}`);
