import { Command } from 'commander';
import { routingProblem, severityMapping } from '@org/configuration';
import { SEVERITIES, type Severity } from '@org/event-schema';
import {
  explain,
  OUTCOMES,
  prove,
  route,
  sampleEvent,
  timeClasses,
  type EventChanges,
  type Failure,
  type Outcome,
  type Proof,
} from '@org/routing-engine';
import { instantOf, nameOf, readRules, type Rules } from './rules';

interface Flags {
  readonly at?: string;
  readonly days: string;
  readonly client?: string;
  readonly json?: boolean;
}

/** Who hears of an ordinary event: its other fields are those of a sample, and its tags those of the registry. */
interface Row {
  readonly client: string;
  readonly severity: Severity;
  readonly outcome: Outcome;
  readonly time: string;
  readonly hears: readonly string[];
}

const EXIT_UNUSABLE = 2;

/** `orchestrator prove`: exit code 0 when it holds, 1 with a counter-example when not, 2 when there is nothing to prove. */
export function proveCommand(): Command {
  return new Command('prove')
    .description('proves that each CRITICAL and HIGH of each client reaches a human, or gives an event that does not')
    .argument('[folder]', 'the configuration folder', 'config')
    .option('--at <time>', 'from when on; now when left out')
    .option('--days <number>', 'how far to look ahead for times, silences and windows', '400')
    .option('--client <account>', 'shows who hears for this client only; everything is proved all the same')
    .option('--json', 'one JSON object on standard output')
    .addHelpText(
      'after',
      '\nExit code: 0 proved, 1 not, 2 when the configuration cannot be used.' +
        '\n\nWhat counts as a human: a page, the default destination, or the ticket of a rule that says ticket_is_enough.' +
        '\nA silence or window may mute CRITICAL and HIGH only where its condition names them.' +
        '\n\nExample:\n  orchestrator prove config',
    )
    .action((folder: string, flags: Flags) => {
      try {
        const rules = readRules(folder);
        const now = flags.at === undefined ? new Date() : instantOf(flags.at, '--at');
        const days = Number(flags.days);
        if (!(days > 0 && days <= 4000)) throw new Error('--days: give a number from 1 to 4000.');
        const proof = prove(rules.table, { now, days, severityMapping: (account) => mappingOf(rules, account) });
        const rows = rowsOf(rules, now, days, flags.client);
        process.stdout.write(
          flags.json ? `${JSON.stringify({ ...proof, rows })}\n` : inWords(proof, rows, rules, folder),
        );
        process.exitCode = proof.ok ? 0 : 1;
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = EXIT_UNUSABLE;
      }
    });
}

function mappingOf({ registry }: Rules, account: string): Record<Severity, Severity> {
  const client = registry.find(account);
  if (!client) throw new Error(`Account ${account} is in no client file.`);
  return severityMapping(client);
}

function rowsOf(rules: Rules, now: Date, days: number, only: string | undefined): readonly Row[] {
  const { table } = rules;
  if (only !== undefined) mappingOf(rules, only);
  const rows: Row[] = [];
  for (const { name: time, at } of timeClasses(table, now, days)) {
    for (const [account, client] of table.clients) {
      if (only !== undefined && account !== only) continue;
      const possible = new Set(Object.values(mappingOf(rules, account)));
      for (const severity of Object.keys(SEVERITIES) as Severity[]) {
        if (!possible.has(severity)) continue;
        for (const [outcome, changes] of Object.entries(OUTCOMES) as [Outcome, EventChanges][]) {
          const { destinations } = route(sampleEvent(account, client, { ...changes, severity }), table, at);
          rows.push({ client: client.name, severity, outcome, time, hears: destinations.map(nameOf) });
        }
      }
    }
  }
  return rows;
}

function inWords(proof: Proof, rows: readonly Row[], rules: Rules, folder: string): string {
  const { failures, dead, mutes, lowering, times, worlds } = proof;
  const clients = rules.table.clients.size;
  const lines = [
    ...whoHears(rows),
    '',
    ...failures.flatMap((failure) => told(failure, rules)),
    ...dead.map(({ id, pointer, shadowedBy }) =>
      shadowedBy.length > 0
        ? `dead rule ${id} (${pointer}): ${shadowedBy.join(', ')} above takes all that it would match`
        : `dead rule ${id} (${pointer}): no event of any client can match it`,
    ),
    ...mutes.map(
      ({ kind, id, owner, why, until, expired, clients: touched, urgent }) =>
        `${kind} ${id} of ${owner} (${why}): ${expired ? 'is over since' : 'until'} ${until.toISOString()}, ${touched} of ${clients} clients` +
        (expired ? '; remove it' : urgent.length > 0 ? `, mutes ${urgent.join(' and ')} on purpose` : ''),
    ),
    ...lowering.map(
      ({ id, owner, to }) =>
        `override ${id} of ${owner} can make something urgent ${to}: the proof is about what was decided`,
    ),
    `${folder}: ${clients} clients, ${rules.table.rules.length} rules, ${times.length} stretches of time (${times.map(({ name, hours }) => `${name} ${Math.round(hours)} h`).join(', ')}), ${worlds} situations.`,
    proof.ok
      ? 'Proved: each CRITICAL and HIGH investigation that completed, failed or timed out reaches a human.'
      : `Not proved: ${failures.length} ways in which a CRITICAL or HIGH reaches no human, or may not.`,
  ];
  return `${lines.join('\n').trimStart()}\n`;
}

/** The outcomes of which people may have to hear by themselves; the others are in the JSON. */
const SHOWN: readonly Outcome[] = ['root cause found', 'inconclusive', 'withheld', 'failed', 'timed out'];

/** Who hears of what: clients, severities and times that are alike stand in one line. */
function whoHears(rows: readonly Row[]): string[] {
  const shown = rows.filter(({ outcome }) => SHOWN.includes(outcome));
  const clients = new Set(shown.map(({ client }) => client)).size;
  const times = new Set(shown.map(({ time }) => time)).size;
  const atTimes = grouped(shown, ({ time, ...row }) => [{ ...row, hears: row.hears.join(', ') || 'nobody' }, time]);
  const withOutcomes = grouped(atTimes, ([{ outcome, ...row }, when]) => [
    { ...row, when: when.length === times ? 'always' : when.join(', ') },
    outcome,
  ]);
  const withSeverities = grouped(withOutcomes, ([{ severity, ...row }, outcomes]) => [
    { ...row, outcomes: outcomes.length === SHOWN.length ? 'any outcome' : outcomes.join(', ') },
    severity,
  ]);
  const withClients = grouped(withSeverities, ([{ client, ...row }, severities]) => [
    { ...row, severities: severities.join(', ') },
    client,
  ]);
  const byAnswer = grouped(withClients, ([{ hears, severities, outcomes, when }, names]) => {
    const who =
      names.length === clients ? 'every client' : names.length > 5 ? `${names.length} clients` : names.join(', ');
    return [hears, `  ${severities} (${outcomes}) ${when}: ${who}`];
  });
  return byAnswer.flatMap(([answer, lines]) => [`${answer}:`, ...lines]);
}

/** What belongs together, in the order in which it came. */
function grouped<T, K, V>(items: readonly T[], split: (item: T) => readonly [K, V]): readonly (readonly [K, V[]])[] {
  const groups = new Map<string, [K, V[]]>();
  for (const item of items) {
    const [key, value] = split(item);
    const group = groups.get(JSON.stringify(key));
    if (group) group[1].push(value);
    else groups.set(JSON.stringify(key), [key, [value]]);
  }
  return [...groups.values()];
}

function told({ what, id, pointer, severity, outcome, clients, counterExample }: Failure, rules: Rules): string[] {
  const place = routingProblem(rules.configuration, { pointer }).pointer;
  const names = clients.map((account) => rules.table.clients.get(account)?.name ?? account);
  const who = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  const said = {
    'no-human': `rule ${id} ends the search and no human hears of ${severity} (${outcome})`,
    muted: `${id} mutes ${severity} (${outcome}), which its condition does not name`,
    'not-proven': `whether a human hears of ${severity} (${outcome}) past ${id} could not be decided; simplify its condition`,
  }[what];
  const mend = {
    'no-human': 'page somebody, or say `ticket_is_enough: true`',
    muted: `name ${severity} in its \`when\`, or leave it out of what it matches`,
    'not-proven': 'use plain values or prefixes where it asks for suffixes and wildcards',
  }[what];
  return [
    `FAIL ${place}: ${said}, for ${who}`,
    `    mend: ${mend}`,
    ...(counterExample
      ? [
          `    at ${counterExample.at.toISOString()}: ${JSON.stringify(counterExample.event)}`,
          `    ${explain(route(counterExample.event, rules.table, counterExample.at), counterExample.event)}`,
        ]
      : []),
  ];
}
