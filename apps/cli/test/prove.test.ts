import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orchestratorGiven, root } from './run-demo';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prove-'));
  cpSync(join(root, 'config'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const addRoute = (route: string) => {
  const path = join(folder, 'central_account.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('routes:\n', `routes:\n  - ${route}\n`));
};
const prove = (...args: string[]) => orchestratorGiven('', 'prove', folder, '--at', '2026-11-20T12:00:00Z', ...args);

describe('orchestrator prove', () => {
  it.each(['config', 'apps/local/demo/config'])('holds for the configuration in %s', (path) => {
    const { code, stdout } = orchestratorGiven('', 'prove', path, '--at', '2026-11-20T12:00:00Z');
    expect(stdout).toContain('Proved: each CRITICAL and HIGH investigation');
    expect(code).toBe(0);
  });

  it('shows who hears of what and when', () => {
    const { stdout } = prove();
    expect(stdout).toContain(
      'pagerduty:default, jira:default:\n  CRITICAL, HIGH (any outcome) always: Acme Corporation\n',
    );
    expect(stdout).toContain('MEDIUM (root cause found, inconclusive, withheld) business-hours: Acme Corporation');
    expect(stdout).toMatch(/3 clients, 4 rules, 3 stretches of time \(.*nights 3600 h.*\)/);
  });

  it('gives the place, a mend and a counter-example that the router agrees with', () => {
    addRoute(
      '{ id: web-tickets, owner: o, why: w, when: { tags: { application: [web-api] } }, notify: [jira:default] }',
    );
    const { code, stdout } = prove();
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL /central/routes/0: rule web-tickets ends the search and no human hears of CRITICAL');
    expect(stdout).toContain('mend: page somebody, or say `ticket_is_enough: true`');
    expect(stdout).toContain(
      'Rule web-tickets matched investigation_completed of severity CRITICAL, so jira:default will hear',
    );
    expect(stdout).toContain('Not proved:');
    const example = / {4}at (\S+): (\{.*\})/.exec(stdout);
    const routed = orchestratorGiven(
      example?.[2] ?? '',
      'route',
      '--event',
      '-',
      '--config',
      folder,
      '--at',
      example?.[1] ?? '',
    );
    expect(routed.stdout).toContain(': jira:default\n');
  });

  it('names rules that never decide', () => {
    addRoute('{ id: platinum, owner: o, why: w, when: { client: { tier: [platinum] } }, notify: [pagerduty:default] }');
    const { code, stdout } = prove();
    expect(code).toBe(0);
    expect(stdout).toContain('dead rule platinum (/routes/0): no event of any client can match it');
  });

  it('gives everything as JSON to programs, for one client where one is asked for', () => {
    const { stdout } = prove('--json', '--client', '123456789012');
    const { ok, rows, worlds } = JSON.parse(stdout) as { ok: boolean; rows: { client: string }[]; worlds: number };
    expect({ ok, worlds }).toEqual({ ok: true, worlds: 462 });
    expect(new Set(rows.map(({ client }) => client))).toEqual(new Set(['Acme Corporation']));
  });

  it('ends with 2 when there is nothing to prove', () => {
    expect(orchestratorGiven('', 'prove', join(folder, 'none')).code).toBe(2);
    expect(prove('--client', '999999999998').code).toBe(2);
    expect(prove('--days', 'many').code).toBe(2);
  });
});
