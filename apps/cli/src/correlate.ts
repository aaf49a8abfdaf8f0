import { Command } from 'commander';
import { createCorrelator, type Correlator, type Pattern } from '@org/correlation-engine';
import { investigationKey, type InvestigationEvent } from '@org/event-schema';
import { leftOutInWords, onlyStrangers, readInOrder, type Archive } from './archive';
import { asCentralKnowsIt, readRules, type Rules } from './rules';
import { clockTime, counted, duration, escapedJson, inWords, rendered, terminalWidth, type Line } from './terminal';

interface Flags {
  readonly events: string;
  readonly old?: string;
  readonly new: string;
  readonly json?: boolean;
}

/** Exit codes: an alert is lost; there is nothing to compare. */
const EXIT_LOST = 1;
const EXIT_UNUSABLE = 2;

/** So many clients are told to people by name; programs get all. */
const MAX_NAMED = 20;

/** `orchestrator correlate`: what would have alerted in past events, by one configuration or by two. */
export function correlateCommand(): Command {
  return new Command('correlate')
    .description(
      'finds patterns in past events: what would have alerted, when, and why; by two configurations, the difference',
    )
    .requiredOption(
      '--events <file>',
      'a line of JSON for each event, with or without its EventBridge envelope; "-" for standard input',
    )
    .option('--old <folder>', 'the configuration folder as it is, to compare with')
    .option('--new <folder>', 'the configuration folder as it would be', 'config')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nEach event comes at its timestamp, whatever its place in the file, and is compared by the engine that is deployed,' +
        '\nunder the pattern_detection of each folder. Without a history nothing is usual yet: the first day of an archive is' +
        '\njudged more carefully, and what is usual is known best after 14 days. No model is asked, and nobody is told.' +
        '\n\nThe same alert has the same pattern_id. Another window gives other ids: then it is the alert that has at least half' +
        '\nof the investigations.' +
        '\n\nEvents wait on disk to be put in order. Memory grows by some hundred bytes with each event, for its ids and place;' +
        '\nand, for each configuration, by up to 100 reports with each name and kind of trouble, and 500 references with each alert.' +
        '\n\nExit code: 0, 1 when an alert of --old is lost, 2 when the events or a configuration cannot be used.' +
        '\n\nExample:\n  orchestrator correlate --events archive.jsonl --old config-on-main --new config',
    )
    .action(async (flags: Flags) => {
      try {
        const next = new Side(flags.new);
        const old = flags.old === undefined ? undefined : new Side(flags.old);
        const archive = await readInOrder(flags.events, (event) => {
          next.take(event);
          old?.take(event);
        });
        const report = reportOf(archive, next.outcome(), old?.outcome());
        refuseStrangers(archive, report.new, '--new <folder>');
        if (report.old) refuseStrangers(archive, report.old, '--old <folder>');
        process.stdout.write(
          flags.json ? `${escapedJson({ version: 1, ...report })}\n` : rendered(inLines(report), terminalWidth()),
        );
        if (report.difference && report.difference.lost.length > 0) process.exitCode = EXIT_LOST;
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = EXIT_UNUSABLE;
      }
    });
}

interface Client {
  readonly account: string;
  readonly name: string;
}

interface Alert {
  readonly pattern_id: string;
  /** When the outcome came that was one too many for chance. */
  readonly told_at: string;
  /** As it was told. */
  readonly shared: string;
  readonly category: string;
  readonly confidence: number;
  readonly explanation: string;
  readonly clients: readonly Client[];
  /** What became of it. */
  readonly at_end: {
    readonly shared: string;
    readonly explanation: string;
    readonly clients: readonly Client[];
    /** account/agent space/investigation, the oldest first. */
    readonly investigations: readonly string[];
    readonly last_timestamp: string;
  };
}

interface Outcome {
  readonly folder: string;
  readonly version: string;
  readonly pattern_detection: Rules['configuration']['central']['routing_rules']['pattern_detection'];
  readonly compared: number;
  /** Central would have set them aside. */
  readonly of_unknown_clients: number;
  /** By the time that they were told. */
  readonly alerts: readonly Alert[];
}

/** Ids of alerts; all but `added` by the old configuration's id. */
interface Difference {
  readonly same: readonly string[];
  /** At least half of the old one's investigations are in the new one. */
  readonly other_id: readonly { readonly old: string; readonly new: string }[];
  readonly lost: readonly string[];
  readonly added: readonly string[];
}

interface Report extends Archive {
  readonly new: Outcome;
  readonly old?: Outcome;
  readonly difference?: Difference;
}

/** One of the two configurations, and what it has found so far. */
class Side {
  private readonly rules: Rules;
  private readonly correlator: Correlator;
  private readonly told: { readonly at: string; readonly pattern: Pattern }[] = [];
  private compared = 0;
  private unknown = 0;

  constructor(private readonly folder: string) {
    this.rules = readRules(folder);
    this.correlator = createCorrelator(this.rules.configuration.central.routing_rules.pattern_detection);
  }

  take(event: InvestigationEvent): void {
    const known = asCentralKnowsIt(event, this.rules.registry);
    if (!known) {
      this.unknown++;
      return;
    }
    if (known.event_type !== 'investigation_completed') return; // the bus gives the pattern detector no others
    this.compared++;
    const { kind, pattern } = this.correlator.process(known).decision;
    if (kind === 'alert' && pattern) this.told.push({ at: known.timestamp, pattern });
  }

  outcome(): Outcome {
    const { configuration, table } = this.rules;
    const last = new Map(this.correlator.patterns().map((pattern) => [pattern.pattern_id, pattern]));
    return {
      folder: this.folder,
      version: table.version ?? '',
      pattern_detection: configuration.central.routing_rules.pattern_detection,
      compared: this.compared,
      of_unknown_clients: this.unknown,
      alerts: this.told.map(({ at, pattern }) => this.alertOf(at, pattern, last.get(pattern.pattern_id) ?? pattern)),
    };
  }

  private alertOf(at: string, told: Pattern, last: Pattern): Alert {
    const { pattern_id, shared, category, confidence, explanation } = told;
    const named = ({ clients }: Pattern) =>
      clients.map((account) => ({ account, name: this.rules.registry.find(account)?.client_name ?? account }));
    return {
      pattern_id,
      told_at: at,
      shared,
      category,
      confidence,
      explanation,
      clients: named(told),
      at_end: {
        shared: last.shared,
        explanation: last.explanation,
        clients: named(last),
        investigations: last.members.map(investigationKey),
        last_timestamp: last.last_timestamp,
      },
    };
  }
}

function refuseStrangers(archive: Archive, { folder, of_unknown_clients }: Outcome, flag: string): void {
  if (of_unknown_clients === archive.events) throw onlyStrangers(archive, [folder], flag);
}

function reportOf(archive: Archive, next: Outcome, old?: Outcome): Report {
  return { ...archive, new: next, ...(old && { old, difference: differenceOf(old.alerts, next.alerts) }) };
}

function differenceOf(old: readonly Alert[], next: readonly Alert[]): Difference {
  const same: string[] = [];
  const otherId: { old: string; new: string }[] = [];
  const lost: string[] = [];
  const ids = new Set(next.map(({ pattern_id }) => pattern_id));
  const alertsWith = new Map<string, string[]>();
  for (const { pattern_id, at_end } of next) {
    for (const investigation of at_end.investigations)
      alertsWith.set(investigation, [...(alertsWith.get(investigation) ?? []), pattern_id]);
  }
  for (const { pattern_id, at_end } of old) {
    const counts = new Map<string, number>();
    for (const investigation of at_end.investigations)
      for (const id of alertsWith.get(investigation) ?? []) counts.set(id, (counts.get(id) ?? 0) + 1);
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    if (ids.has(pattern_id)) same.push(pattern_id);
    else if (most && 2 * most[1] >= at_end.investigations.length) otherId.push({ old: pattern_id, new: most[0] });
    else lost.push(pattern_id);
  }
  const known = new Set([...same, ...otherId.map((pair) => pair.new)]);
  return { same, other_id: otherId, lost, added: [...ids].filter((id) => !known.has(id)) };
}

function inLines(report: Report): Line[] {
  const { events, from, to, old, difference } = report;
  const next = report.new;
  return [
    { as: 'heading', text: `${counted(events, 'event')} from ${clockTime(from)} to ${clockTime(to)}. Times are UTC.` },
    ...(old ? [sideLine('Old', old)] : []),
    sideLine(old ? 'New' : 'Rules', next),
    { text: leftOutInWords(report) },
    ...(old && difference
      ? comparison(old.alerts, next.alerts, difference)
      : next.alerts.length === 0
        ? [{ as: 'heading' as const, text: 'Nothing would have alerted.' }]
        : next.alerts.flatMap((alert) => alertLines(alert))),
  ];
}

function sideLine(
  name: string,
  { folder, version, pattern_detection, compared, of_unknown_clients, alerts }: Outcome,
): Line {
  const { enabled, min_events, time_window_minutes, false_alerts_per_day } = pattern_detection;
  const settings = enabled
    ? [
        `min_events ${min_events}`,
        `time_window_minutes ${time_window_minutes}`,
        ...(false_alerts_per_day === undefined ? [] : [`false_alerts_per_day ${false_alerts_per_day}`]),
      ].join(', ')
    : 'pattern detection is switched off';
  const strangers = of_unknown_clients > 0 ? `, ${of_unknown_clients} of clients that are not in its registry` : '';
  return {
    text: `${name}: ${folder} (${version}; ${settings}): ${counted(alerts.length, 'alert')} in ${counted(compared, 'completed investigation')}${strangers}.`,
  };
}

function comparison(
  old: readonly Alert[],
  next: readonly Alert[],
  { same, other_id, lost, added }: Difference,
): Line[] {
  const before = new Map(old.map((alert) => [alert.pattern_id, alert]));
  const counterparts = new Map<string, Alert[]>();
  for (const pair of [...same.map((id) => ({ old: id, new: id })), ...other_id]) {
    const alert = before.get(pair.old);
    if (alert) counterparts.set(pair.new, [...(counterparts.get(pair.new) ?? []), alert]);
  }
  const summary = `${counted(lost.length, 'alert')} lost, ${added.length} added, ${same.length} with the same pattern_id, ${other_id.length} with another.`;
  return [
    { as: 'heading', text: lost.length + added.length === 0 ? `No alert is lost or added: ${summary}` : summary },
    ...old.filter(({ pattern_id }) => lost.includes(pattern_id)).flatMap((alert) => alertLines(alert, 'Lost: ')),
    ...next.filter(({ pattern_id }) => added.includes(pattern_id)).flatMap((alert) => alertLines(alert, 'Added: ')),
    ...next.flatMap((alert) => {
      const counterpart = counterparts.get(alert.pattern_id);
      return counterpart ? alertLines(alert, 'Both: ', counterpart) : [];
    }),
  ];
}

function alertLines(alert: Alert, label = '', counterparts: readonly Alert[] = []): Line[] {
  const { pattern_id, told_at, category, confidence, clients, explanation, at_end } = alert;
  return [
    { as: 'heading', text: `${label}${pattern_id}` },
    { at: told_at, text: `told of ${counted(clients.length, 'client')}: ${named(clients)}` },
    { text: `Kind of cause: ${category.replaceAll('_', ' ')}. Confidence ${Math.round(confidence * 100)} %.` },
    { as: 'quote', text: explanation },
    ...growth(clients, at_end),
    ...counterparts.map((old) => ({
      text:
        `By the old configuration${old.pattern_id === pattern_id ? '' : ` (${old.pattern_id})`}: ${sooner(old, alert)}, with ` +
        `${counted(old.clients.length, 'client')}; at the end ${counted(old.at_end.clients.length, 'client')}.`,
    })),
  ];
}

function growth(
  clients: readonly Client[],
  { clients: all, investigations, last_timestamp, shared }: Alert['at_end'],
): Line[] {
  const told = new Set(clients.map(({ account }) => account));
  const more = all.filter(({ account }) => !told.has(account));
  const end = `${counted(all.length, 'client')} and ${counted(investigations.length, 'investigation')}`;
  return [
    {
      at: last_timestamp,
      text: more.length === 0 ? `at the end: ${end}, no new client` : `at the end: ${end}, with ${named(more)}`,
    },
    { as: 'quote', text: shared },
  ];
}

function sooner(old: Alert, next: Alert): string {
  const late = Date.parse(old.told_at) - Date.parse(next.told_at);
  return late === 0 ? 'told at the same time' : `told ${duration(Math.abs(late))} ${late > 0 ? 'later' : 'earlier'}`;
}

function named(clients: readonly Client[]): string {
  const names = clients.map(({ name }) => name);
  return inWords(names.length > MAX_NAMED ? [...names.slice(0, MAX_NAMED), `${names.length - MAX_NAMED} more`] : names);
}
