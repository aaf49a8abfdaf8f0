import { Command } from 'commander';
import { placeOf, resolveDestination } from '@org/configuration';
import { CHANNELS, SEVERITIES, type ChannelKind, type InvestigationEvent, type Severity } from '@org/event-schema';
import { route, type Destination } from '@org/routing-engine';
import { leftOutInWords, onlyStrangers, readArchive, type Archive } from './archive';
import { asCentralKnowsIt, nameOf, readRules, type Rules } from './rules';

interface Flags {
  readonly events: string;
  readonly old: string;
  readonly new: string;
  readonly json?: boolean;
}

/** Exit codes: a CRITICAL lost its page; there is nothing to compare. */
const EXIT_LOST = 1;
const EXIT_UNUSABLE = 2;

const MAX_EXAMPLES = 10;
const MAX_ROWS = 25;

/** `orchestrator replay`: the same events by the old and by the new rules, each at the time of its outcome. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('decides past events by the old and the new rules, and says which pages come, go and move')
    .requiredOption(
      '--events <file>',
      'a line of JSON for each event, with or without its EventBridge envelope; "-" for standard input',
    )
    .requiredOption('--old <folder>', 'the configuration folder as it is')
    .requiredOption('--new <folder>', 'the configuration folder as it would be')
    .option('--json', 'one JSON object instead of Markdown')
    .addHelpText(
      'after',
      '\nEvents are taken as central takes them: checked, named and ranked by each registry, each outcome once. Open patterns' +
        '\nand deliveries are not replayed. The same input gives the same output, to the byte.' +
        '\n\nExit code: 0, 1 when a CRITICAL loses its page, 2 when the events or a configuration cannot be used.' +
        '\n\nExample:\n  orchestrator replay --events archive.jsonl --old config-on-main --new config > difference.md',
    )
    .action(async (flags: Flags) => {
      try {
        const difference = new Difference(sideOf(flags.old), sideOf(flags.new));
        const archive = await readArchive(flags.events, (event, key) => difference.take(event, key));
        if (!difference.knowsAnybody)
          throw onlyStrangers(archive, [flags.old, flags.new], '--old <folder> --new <folder>');
        const report = difference.report(archive);
        process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : inMarkdown(report));
        if (report.critical_lost.count > 0) process.exitCode = EXIT_LOST;
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = EXIT_UNUSABLE;
      }
    });
}

/** One of the two configurations, with what its destinations come to. */
interface Side {
  readonly rules: Rules;
  readonly folder: string;
  readonly targets: Map<string, Target>;
}

/** What people get, by the kind of channel. */
const KINDS = { page: 'pages', ticket: 'tickets', message: 'messages' } as const satisfies Record<ChannelKind, string>;
type Kind = (typeof KINDS)[ChannelKind];
const ALL_KINDS = Object.values(KINDS);

/** What a destination comes to: two names for one service are one target. */
interface Target {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
}

function sideOf(folder: string): Side {
  return { rules: readRules(folder), folder, targets: new Map() };
}

function targetOf(destination: Destination, account: string, { rules, targets }: Side): Target {
  const key = `${nameOf(destination)}|${destination.target === 'default' ? account : ''}`;
  const known = targets.get(key);
  if (known) return known;
  const found = resolveDestination(rules.configuration, nameOf(destination), account);
  const id = found ? placeOf(found) : nameOf(destination);
  const target: Target = {
    id,
    name: `${nameOf(destination)} (${id.slice(id.indexOf(':') + 1)})`,
    kind: KINDS[CHANNELS[destination.channel]],
  };
  targets.set(key, target);
  return target;
}

/** What changes for one client, severity or target. */
interface Change {
  old: number;
  new: number;
  added: number;
  lost: number;
  moved: number;
}
const CHANGES = ['old', 'new', 'added', 'lost', 'moved'] as const;

interface Lost {
  readonly outcome: string;
  readonly client: string;
  readonly at: string;
  readonly old_rule: string;
  readonly new_rule: string;
  readonly muted_by: readonly string[];
}

export interface Report extends Archive {
  readonly old: { readonly folder: string; readonly version: string };
  readonly new: { readonly folder: string; readonly version: string };
  readonly pages: Table;
  readonly tickets: Table;
  readonly messages: Table;
  readonly moves: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  readonly critical_lost: { readonly count: number; readonly first: readonly Lost[] };
}

interface Table {
  readonly all: Change;
  readonly by_client: Readonly<Record<string, Change>>;
  readonly by_severity: Readonly<Record<string, Change>>;
  readonly by_destination: Readonly<Record<string, Change>>;
}

interface Sums {
  readonly all: Change;
  readonly client: Map<string, Change>;
  readonly severity: Map<string, Change>;
  readonly destination: Map<string, Change>;
}

class Difference {
  private readonly sums = { pages: newSums(), tickets: newSums(), messages: newSums() };
  private readonly moves = new Map<string, number>();
  private readonly first: Lost[] = [];
  private lost = 0;
  /** Whether any event was of a client in either registry. */
  knowsAnybody = false;

  constructor(
    private readonly old: Side,
    private readonly next: Side,
  ) {}

  take(event: InvestigationEvent, key: string): void {
    const at = new Date(event.timestamp);
    const before = decided(event, at, this.old);
    const after = decided(event, at, this.next);
    if (before !== STRANGER || after !== STRANGER) this.knowsAnybody = true;
    const client = after.client ?? before.client ?? event.client_account_id;
    const severity = after.severity ?? before.severity ?? event.severity;
    for (const kind of ALL_KINDS) this.count(kind, client, severity, before.targets, after.targets);
    const critical = before.severity === 'CRITICAL' || after.severity === 'CRITICAL';
    if (!critical || !before.targets.some(isPage) || after.targets.some(isPage)) return;
    this.lost++;
    if (this.first.length >= MAX_EXAMPLES) return;
    this.first.push({
      outcome: key,
      client,
      at: event.timestamp,
      old_rule: before.rule,
      new_rule: after.rule,
      muted_by: after.mutedBy,
    });
  }

  private count(
    kind: Kind,
    client: string,
    severity: Severity,
    before: readonly Target[],
    after: readonly Target[],
  ): void {
    const lost: Target[] = [];
    const added: Target[] = [];
    const sums = this.sums[kind];
    const add = (change: keyof Change, target: Target): void => {
      sums.all[change]++;
      changeOf(sums.client, client)[change]++;
      changeOf(sums.severity, severity)[change]++;
      changeOf(sums.destination, target.name)[change]++;
    };
    for (const target of before) {
      if (target.kind !== kind) continue;
      add('old', target);
      if (!after.some(({ id }) => id === target.id)) lost.push(target);
    }
    for (const target of after) {
      if (target.kind !== kind) continue;
      add('new', target);
      if (!before.some(({ id }) => id === target.id)) added.push(target);
    }
    // One that goes and one that comes, for the same event, is one that moves.
    while (lost.length > 0 && added.length > 0) {
      const [from, to] = [lost.shift() as Target, added.shift() as Target];
      add('moved', to);
      const move = JSON.stringify([from.name, to.name]);
      this.moves.set(move, (this.moves.get(move) ?? 0) + 1);
    }
    for (const target of lost) add('lost', target);
    for (const target of added) add('added', target);
  }

  report({ events, from, to, left_out }: Archive): Report {
    return {
      old: { folder: this.old.folder, version: this.old.rules.table.version ?? '' },
      new: { folder: this.next.folder, version: this.next.rules.table.version ?? '' },
      events,
      from,
      to,
      left_out,
      pages: tableOf(this.sums.pages),
      tickets: tableOf(this.sums.tickets),
      messages: tableOf(this.sums.messages),
      moves: [...this.moves].sort(byText).map(([move, count]) => ({
        from: (JSON.parse(move) as string[])[0] ?? '',
        to: (JSON.parse(move) as string[])[1] ?? '',
        count,
      })),
      critical_lost: { count: this.lost, first: this.first },
    };
  }
}

interface Decided {
  readonly client?: string;
  readonly severity?: Severity;
  readonly rule: string;
  readonly targets: readonly Target[];
  readonly mutedBy: readonly string[];
}

const STRANGER: Decided = { rule: 'none: the client is not in the registry', targets: [], mutedBy: [] };

function decided(event: InvestigationEvent, at: Date, side: Side): Decided {
  const known = asCentralKnowsIt(event, side.rules.registry);
  if (!known) return STRANGER;
  const { destinations, ruleId, severity, muted } = route(known, side.rules.table, at);
  return {
    client: known.client_name,
    severity,
    rule: ruleId,
    targets: destinations.map((destination) => targetOf(destination, event.client_account_id, side)),
    mutedBy: muted.map(({ id }) => id),
  };
}

function isPage({ kind }: Target): boolean {
  return kind === 'pages';
}

function newSums(): Sums {
  return { all: newChange(), client: new Map(), severity: new Map(), destination: new Map() };
}

function newChange(): Change {
  return { old: 0, new: 0, added: 0, lost: 0, moved: 0 };
}

function changeOf(changes: Map<string, Change>, name: string): Change {
  let change = changes.get(name);
  if (!change) changes.set(name, (change = newChange()));
  return change;
}

function tableOf({ all, client, severity, destination }: Sums): Table {
  return {
    all,
    by_client: Object.fromEntries([...client].sort(byText)),
    by_severity: Object.fromEntries(
      Object.keys(SEVERITIES).flatMap((name) => (severity.has(name) ? [[name, severity.get(name) as Change]] : [])),
    ),
    by_destination: Object.fromEntries([...destination].sort(byText)),
  };
}

function byText([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inMarkdown(report: Report): string {
  const { moves, critical_lost } = report;
  const changed = ALL_KINDS.map((kind) => report[kind]).some(({ all }) => all.added + all.lost + all.moved > 0);
  const { count, first } = critical_lost;
  const lines = [
    '## What these rules would have changed',
    '',
    `${number(report.events)} events from ${report.from} to ${report.to}, by configuration ${report.old.version} and ${report.new.version}.`,
    ...(count > 0
      ? ['', `**${number(count)} CRITICAL would have lost ${count === 1 ? 'its page' : 'their pages'}.**`]
      : changed
        ? []
        : ['', 'Nobody would have heard more, less or elsewhere.']),
    '',
    ...table('', Object.fromEntries(ALL_KINDS.map((kind) => [kind, report[kind].all]))),
    ...ALL_KINDS.flatMap((kind) => {
      const [changes, title] = [report[kind], `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`];
      return [
        ...section(`${title} by client`, 'client', changes.by_client),
        ...section(`${title} by severity`, 'severity', changes.by_severity),
        ...section(`${title} by destination`, 'destination', changes.by_destination),
      ];
    }),
    ...(moves.length > 0 ? ['', '### Moves', '', '| from | to | events |', '| --- | --- | ---: |'] : []),
    ...moves
      .slice(0, MAX_ROWS)
      .map(({ from, to, count: events }) => `| ${cell(from)} | ${cell(to)} | ${number(events)} |`),
    ...(moves.length > MAX_ROWS ? ['', `And ${moves.length - MAX_ROWS} more.`] : []),
    ...(count > 0
      ? [
          '',
          '### CRITICAL without a page',
          '',
          '| client | at | outcome | old rule | new rule | muted by |',
          '| --- | --- | --- | --- | --- | --- |',
          ...first.map(
            ({ client, at, outcome, old_rule, new_rule, muted_by }) =>
              `| ${[client, at, outcome, old_rule, new_rule, muted_by.join(', ')].map(cell).join(' | ')} |`,
          ),
          ...(count > first.length ? ['', `And ${number(count - first.length)} more.`] : []),
        ]
      : []),
    '',
    leftOutInWords(report),
  ];
  return `${lines.join('\n')}\n`;
}

/** Only what changes; what stays as it is helps nobody to decide. */
function section(title: string, of: string, changes: Readonly<Record<string, Change>>): string[] {
  const changing = Object.entries(changes).filter(([, { added, lost, moved }]) => added + lost + moved > 0);
  if (changing.length === 0) return [];
  const most = changing.sort(([, a], [, b]) => weight(b) - weight(a)).slice(0, MAX_ROWS);
  return [
    '',
    `### ${title}`,
    '',
    ...table(of, Object.fromEntries(most)),
    ...(changing.length > MAX_ROWS ? ['', `And ${changing.length - MAX_ROWS} more.`] : []),
  ];
}

function weight({ added, lost, moved }: Change): number {
  return added + lost + moved;
}

function table(of: string, changes: Readonly<Record<string, Change>>): string[] {
  return [
    `| ${[of, ...CHANGES].join(' | ')} |`,
    `| --- |${CHANGES.map(() => ' ---: |').join('')}`,
    ...Object.entries(changes).map(
      ([name, change]) => `| ${[cell(name), ...CHANGES.map((column) => number(change[column]))].join(' | ')} |`,
    ),
  ];
}

/** Names come from people's files: here they are text, whatever they hold. */
function cell(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(
      /[\\|`*~<>[\]@&#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/\/)|(?<=www)\./g,
      (sign) => `&#${sign.charCodeAt(0)};`,
    );
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
