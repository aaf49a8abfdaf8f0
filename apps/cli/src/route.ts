import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { readYaml, routingTableSource, severityMapping } from '@org/configuration';
import type { InvestigationEvent } from '@org/event-schema';
import {
  explain,
  route,
  sampleEvent,
  type Destination,
  type EventChanges,
  type RouteDecision,
} from '@org/routing-engine';
import { asCentralKnowsIt, instantOf, isRecord, nameOf, readEvent, readRules, type Rules } from './rules';

interface Flags {
  readonly event?: string;
  readonly cases?: string;
  readonly at?: string;
  readonly config: string;
  readonly expect?: string;
  readonly json?: boolean;
}

/** One thing to try, and what must come of it; only what is said under `expect` is compared. */
interface Case {
  readonly name: string;
  readonly event: InvestigationEvent;
  readonly at: Date;
  readonly openPattern?: { readonly id: string; readonly told: readonly Destination[] };
  readonly expect: Expectation;
}

interface Expectation {
  readonly destinations?: readonly string[];
  readonly rule?: string;
  readonly severity?: string;
  /** The id of what mutes, or null for nothing. */
  readonly muted_by?: string | null;
}

const EXIT_UNUSABLE = 2;
const EXPECTED = ['destinations', 'rule', 'severity', 'muted_by'];

/** `orchestrator route`: exit code 0, 1 when an expectation is not met, 2 when there is nothing to decide about. */
export function routeCommand(): Command {
  return new Command('route')
    .description('says who would hear of an event, at a given time, and why; or runs a file of cases with expectations')
    .option('--event <file>', 'an event as JSON, with or without its EventBridge envelope; "-" for standard input')
    .option('--cases <file>', 'a YAML or JSON list of cases: name, event (only what matters), at, open_pattern, expect')
    .option('--at <time>', 'the time of the decision; now when left out')
    .option('--config <folder>', 'the configuration folder', 'config')
    .option(
      '--expect <destinations>',
      'destinations with commas between them, or "nobody"; exit code 1 when others hear',
    )
    .option('--json', 'one JSON line for each decision')
    .addHelpText(
      'after',
      '\nExit code: 0, 1 when an expectation is not met, 2 when the event or the configuration cannot be used.' +
        '\n\nExamples:\n  orchestrator route --event event.json --at 2026-12-25T03:00:00+01:00 --expect pagerduty:default,jira:default' +
        '\n  orchestrator route --cases config/cases.yaml' +
        "\n\nA case:\n  - name: nobody is woken for staging\n    event: { client_account_id: '123456789012', severity: CRITICAL, tags: { environment: staging } }" +
        '\n    at: 2026-11-20T03:00:00Z\n    open_pattern: { id: p-1, told: [pagerduty:senior-engineers] } # optional' +
        '\n    expect: { destinations: [jira:default], rule: staging-ticket-only, severity: CRITICAL, muted_by: null }',
    )
    .action((flags: Flags) => {
      try {
        if ((flags.event === undefined) === (flags.cases === undefined)) throw new Error('Give --event or --cases.');
        const rules = readRules(flags.config);
        const cases = flags.cases === undefined ? [oneEvent(flags, rules)] : casesOf(flags.cases, rules, flags.at);
        const results = cases.map((one) => decided(one, rules));
        for (const result of results) {
          process.stdout.write(
            flags.json ? `${JSON.stringify(asJson(result))}\n` : inWords(result, flags.cases !== undefined),
          );
        }
        const failed = results.filter(({ unmet }) => unmet.length > 0).length;
        if (flags.cases !== undefined && !flags.json) {
          process.stdout.write(
            `${results.length} cases, ${failed === 0 ? 'all as expected' : `${failed} not as expected`}.\n`,
          );
        }
        if (failed > 0) process.exitCode = 1;
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = EXIT_UNUSABLE;
      }
    });
}

interface Result {
  readonly of: Case;
  readonly decision: RouteDecision;
  readonly unmet: readonly string[];
}

function oneEvent({ event: file = '', at, expect }: Flags, { registry }: Rules): Case {
  const read = readEvent(JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8')));
  if ('problems' in read) {
    const problems = read.problems.map(
      ({ pointer, expected, found }) => `  ${pointer}: expected ${expected}, found ${found}`,
    );
    throw new Error(`${file} is no event of the schema:\n${problems.join('\n')}`);
  }
  const event = asCentralKnowsIt(read.event, registry);
  if (!event)
    throw new Error(`Account ${read.event.client_account_id} is in no client file, so its event is quarantined.`);
  const destinations = expect === 'nobody' ? [] : expect?.split(',');
  return {
    name: file,
    event,
    at: at === undefined ? new Date() : instantOf(at, '--at'),
    expect: destinations === undefined ? {} : { destinations },
  };
}

function casesOf(file: string, rules: Rules, at: string | undefined): readonly Case[] {
  const { problems, value: written } = readYaml(readFileSync(file, 'utf8'));
  const [problem] = problems;
  if (problem) throw new Error(`${file}:${problem.line}:${problem.column} ${problem.what}. ${problem.mend}.`);
  if (!Array.isArray(written) || written.length === 0) throw new Error(`${file} holds no list of cases.`);
  return written.map((one: unknown, index) => caseOf(one, `${file}, case ${index + 1}`, rules, at));
}

function caseOf(written: unknown, where: string, rules: Rules, otherwise: string | undefined): Case {
  if (!isRecord(written)) throw new Error(`${where}: it is no object with name, event and expect.`);
  const { name, event, at = otherwise, open_pattern, expect, ...others } = written;
  const [stranger] = Object.keys(others);
  if (stranger !== undefined)
    throw new Error(`${where}: there is no key "${stranger}". Use name, event, at, open_pattern, expect.`);
  if (typeof name !== 'string') throw new Error(`${where}: it has no name.`);
  const here = `${where} (${name})`;
  if (!isRecord(expect) || Object.keys(expect).length === 0) throw new Error(`${here}: it expects nothing.`);
  const odd = Object.keys(expect).find((key) => !EXPECTED.includes(key));
  if (odd !== undefined)
    throw new Error(`${here}: nothing named "${odd}" can be expected. Use ${EXPECTED.join(', ')}.`);
  return {
    name,
    event: eventOf(event, here, rules),
    at: at === undefined ? new Date() : instantOf(String(at), here),
    ...(open_pattern === undefined ? {} : { openPattern: openPatternOf(open_pattern, here) }),
    expect: expect as Expectation,
  };
}

function eventOf(written: unknown, where: string, { configuration, registry }: Rules): InvestigationEvent {
  const changes = (isRecord(written) ? written : {}) as EventChanges;
  const account = changes.client_account_id;
  const client = account === undefined ? undefined : registry.find(account);
  if (account === undefined || !client)
    throw new Error(`${where}: event.client_account_id is no client of the configuration.`);
  const attributes = routingTableSource(configuration).clients[account];
  const severity =
    changes.severity ?? (changes.priority === undefined ? undefined : severityMapping(client)[changes.priority]);
  const sample = sampleEvent(account, attributes as NonNullable<typeof attributes>, {
    ...changes,
    ...(severity === undefined ? {} : { severity }),
  });
  const read = readEvent(sample);
  if ('event' in read) return read.event;
  throw new Error(
    `${where}: ${read.problems.map(({ pointer, expected }) => `event${pointer} must be ${expected}`).join('; ')}`,
  );
}

function openPatternOf(written: unknown, where: string): NonNullable<Case['openPattern']> {
  const { id, told } = isRecord(written) ? written : {};
  const names = Array.isArray(told) ? told.map(String) : [];
  const destinations = names.map((name) => /^(pagerduty|jira):(.+)$/.exec(name));
  if (typeof id !== 'string' || !Array.isArray(told) || destinations.includes(null)) {
    throw new Error(`${where}: open_pattern needs id and told, such as { id: p-1, told: [pagerduty:default] }.`);
  }
  return {
    id,
    told: destinations.flatMap((found) =>
      found ? [{ channel: found[1] as Destination['channel'], target: found[2] ?? '' }] : [],
    ),
  };
}

function decided(one: Case, { table }: Rules): Result {
  const decision = route(one.event, table, one.at, one.openPattern ? { openPattern: one.openPattern } : {});
  return { of: one, decision, unmet: unmetOf(decision, one.expect) };
}

function unmetOf(decision: RouteDecision, expect: Expectation): string[] {
  const told = decision.destinations.map(nameOf);
  const mutes = decision.muted.map(({ id }) => id);
  const unmet: string[] = [];
  const sorted = (names: readonly string[]) => [...names].sort().join(', ') || 'nobody';
  if (expect.destinations && sorted(expect.destinations) !== sorted(told)) {
    unmet.push(`expected ${sorted(expect.destinations)} to hear, and ${sorted(told)} would`);
  }
  if (expect.rule !== undefined && expect.rule !== decision.ruleId) {
    unmet.push(`expected the rule ${expect.rule}, and it is ${decision.ruleId}`);
  }
  if (expect.severity !== undefined && expect.severity !== decision.severity) {
    unmet.push(`expected the severity ${expect.severity}, and it is ${decision.severity}`);
  }
  if (expect.muted_by === null ? mutes.length > 0 : expect.muted_by !== undefined && !mutes.includes(expect.muted_by)) {
    unmet.push(
      `expected it to be muted by ${expect.muted_by ?? 'nothing'}, and it is by ${mutes.join(', ') || 'nothing'}`,
    );
  }
  return unmet;
}

function asJson({ of: { name, event, at }, decision, unmet }: Result): object {
  return {
    name,
    at: at.toISOString(),
    ...decision,
    destinations: decision.destinations.map(nameOf),
    explanation: explain(decision, event),
    ok: unmet.length === 0,
    unmet,
  };
}

function inWords({ of: { name, event, at }, decision, unmet }: Result, inBatch: boolean): string {
  const verdict = unmet.map((what) => `    ${what}\n`).join('');
  if (inBatch)
    return `${unmet.length === 0 ? 'ok  ' : 'FAIL'} ${name}\n${verdict}${unmet.length > 0 ? `    ${explain(decision, event)}\n` : ''}`;
  const lines = [
    `${event.client_name} at ${at.toISOString()}: ${decision.destinations.map(nameOf).join(', ') || 'nobody'}`,
    `  ${explain(decision, event)}`,
    ...decision.escalation.map(
      ({ afterMinutes, destinations }) =>
        `  Unacknowledged after ${afterMinutes} minutes: ${destinations.map(nameOf).join(', ')}.`,
    ),
    `  Configuration ${decision.configurationVersion ?? 'without a name'}, rule ${decision.ruleId}.`,
  ];
  return `${lines.join('\n')}\n${verdict}`;
}
