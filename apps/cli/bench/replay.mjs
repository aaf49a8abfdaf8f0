// How long `orchestrator replay` takes for a million events of the demo's clients: npx nx run @org/cli:build, then
//   node apps/cli/bench/replay.mjs [events]
// Ends with 1 when it takes a minute or more, or when a second run gives other bytes.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { anEnvelope, anEvent } = createRequire(import.meta.url)(join(root, 'libs/domain/event-schema/dist/testing.js'));
const config = join(root, 'apps/local/demo/config');
const clients = readdirSync(join(config, 'clients')).map((file) =>
  parse(readFileSync(join(config, 'clients', file), 'utf8')),
);
const events = Number(process.argv[2] ?? 1_000_000);
const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'MINIMAL'];
const outcomes = { completed: 'ROOT_CAUSE_FOUND', failed: 'FAILED', timed_out: 'TIMED_OUT', linked: 'LINKED' };

const folder = mkdtempSync(join(tmpdir(), 'replay-bench-'));
const archive = join(folder, 'archive.jsonl');
const file = openSync(archive, 'w');
for (let index = 0; index < events; index += 5000) {
  const lines = Array.from({ length: Math.min(5000, events - index) }, (_, at) => line(index + at));
  writeSync(file, lines.join(''));
}
closeSync(file);

function line(index) {
  const client = clients[(index * 7) % clients.length];
  const [type, status] = Object.entries(outcomes)[(index >> 3) % 4];
  const priority = severities[(index * 3) % 5];
  const event = anEvent({
    client_account_id: client.client_account_id,
    investigation_id: `investigation-${index}`,
    event_type: `investigation_${type}`,
    status,
    priority,
    severity: priority,
    timestamp: new Date(Date.UTC(2026, 8, 1) + index * 7000).toISOString(),
    tags: { ...client.tags, environment: client.environment },
  });
  return `${JSON.stringify(anEnvelope(event))}\n`;
}

const runs = [1, 2].map(() => {
  const started = performance.now();
  const args = ['replay', '--events', archive, '--old', config, '--new', config];
  const { stdout, status } = spawnSync(process.execPath, [join(root, 'dist/apps/cli/orchestrator.cjs'), ...args], {
    encoding: 'utf8',
  });
  return { seconds: (performance.now() - started) / 1000, stdout, status };
});
rmSync(folder, { recursive: true });
const seconds = Math.min(...runs.map((run) => run.seconds));
const equal = runs[0].stdout === runs[1].stdout && runs.every(({ status }) => status === 0);
console.log(
  `${events.toLocaleString('en-US')} events: ${seconds.toFixed(1)} s (< 60), ${equal ? 'byte-equal' : 'DIFFERENT'} when repeated`,
);
if (seconds >= 60 || !equal) process.exitCode = 1;
