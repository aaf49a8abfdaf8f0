import { patternBranches, type PatternBranch } from '@org/event-pattern';
import { SEVERITIES, type Severity } from '@org/event-schema';
import type { Time } from './calendar';
import { readWhen, WHEN_KEYS, type When } from './condition';
import { isPage, parseDestination, type Destination } from './destination';
import { PatternSet } from './pattern-set';
import { escaped, isRecord, onlyKeys, readChoices, readNames, readNumber, readText, type Note } from './reading';
import type { ClientSource } from './clients';

/** What all mutes have to say: why, until when, whom to ask, and how much it may mute. */
interface MuteSource {
  readonly id: string;
  readonly owner: string;
  readonly why: string;
  /** An instant with its offset, such as 2026-11-20T22:00:00+01:00. */
  readonly from: string;
  readonly until: string;
  readonly during?: readonly string[];
  readonly outside?: readonly string[];
}

/** Mutes whatever it matches, for a while. The records stay. */
export interface SilenceSource extends MuteSource {
  readonly when: object;
  /** At most so many clients can match it, and at most so many hours it lasts without a break. */
  readonly limit: { readonly clients: number; readonly hours: number };
}

/** Mutes one client for a while, or the part of its events that `when` takes. */
export interface MaintenanceWindowSource extends MuteSource {
  readonly when?: object;
  readonly limit: { readonly hours: number };
}

/** At these times the client is not paged for these severities; somebody else hears instead. */
export interface QuietHoursSource {
  readonly during: readonly string[];
  readonly severities: readonly Severity[];
  readonly instead: readonly string[];
}

export type WindowKind = 'silence' | 'maintenance-window';

/** A silence or a maintenance window that was accepted. */
export interface Window extends When {
  readonly kind: WindowKind;
  readonly id: string;
  readonly owner: string;
  readonly why: string;
  /** Epoch milliseconds; `until` is not included. */
  readonly from: number;
  readonly until: number;
  /** The severities that its pattern names word for word, so that muting them is meant. */
  readonly names: ReadonlySet<string>;
  readonly pointer: string;
}

export interface QuietHours {
  readonly during: readonly string[];
  readonly severities: ReadonlySet<string>;
  readonly instead: readonly Destination[];
}

/** A page for one of these is never put off by the hour of the day. */
const NEVER_QUIET: readonly Severity[] = ['CRITICAL', 'HIGH'];
const QUIETABLE = (Object.keys(SEVERITIES) as Severity[]).filter((severity) => !NEVER_QUIET.includes(severity));

const MINUTE = 60_000;
const HOUR = 3_600_000;
const MAX_DAYS = 366;
const KEYS = ['id', 'owner', 'why', 'from', 'until', 'limit', ...WHEN_KEYS];
const ID_FORM = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

interface Reading {
  readonly times: ReadonlyMap<string, Time>;
  readonly clients: ReadonlyMap<string, ClientSource> | undefined;
  readonly note: Note;
}

/** Reads the silences of a table and the maintenance windows of its clients. */
export function readWindows(silences: unknown, reading: Reading): readonly Window[] {
  const { clients, note } = reading;
  const windows: Window[] = [];
  const ids = new Map<string, string>();
  const take = (written: unknown, pointer: string, account?: string): void => {
    if (!isRecord(written)) {
      note(pointer, 'it is not an object', `Give an object with ${KEYS.join(', ')}`);
      return;
    }
    const window = readWindow(written, pointer, account, reading);
    if (!window) return;
    const name = `${account ?? ''}/${window.id}`;
    const before = ids.get(name);
    if (before !== undefined)
      note(`${pointer}/id`, `the id "${window.id}" is taken by ${before}`, 'Give each an id of its own');
    ids.set(name, before ?? pointer);
    windows.push(window);
  };
  each(silences, '/silences', note, take);
  for (const [account, { maintenance_windows }] of clients ?? []) {
    each(maintenance_windows, `/clients/${escaped(account)}/maintenance_windows`, note, (written, pointer) =>
      take(written, pointer, account),
    );
  }
  return windows;
}

function each(list: unknown, pointer: string, note: Note, take: (item: unknown, pointer: string) => void): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) return note(pointer, `${pointer.split('/').at(-1)} is not a list`, 'Give a list');
  list.forEach((item: unknown, index) => take(item, `${pointer}/${index}`));
}

function readWindow(
  written: Readonly<Record<string, unknown>>,
  pointer: string,
  account: string | undefined,
  { times, clients, note }: Reading,
): Window | undefined {
  const before = note.count();
  onlyKeys(written, KEYS, pointer, note);
  const id = readText(written['id'], `${pointer}/id`, note, 'Give it a name for decisions to tell');
  if (id !== undefined && !ID_FORM.test(id)) {
    note(`${pointer}/id`, 'the id has another form', 'Give letters, digits, dots, dashes and underscores, 128 at most');
  }
  const owner = readText(written['owner'], `${pointer}/owner`, note, 'Say whom to ask about it');
  const why = readText(written['why'], `${pointer}/why`, note, 'Say why nobody has to hear');
  const from = readInstant(written['from'], `${pointer}/from`, note);
  const until = readInstant(written['until'], `${pointer}/until`, note);
  const when = readWhen(
    account === undefined || written['when'] !== undefined ? written : { ...written, when: {} },
    pointer,
    times,
    clients !== undefined,
    note,
  );
  const limit = isRecord(written['limit']) ? written['limit'] : {};
  if (!isRecord(written['limit'])) note(`${pointer}/limit`, 'the limit is missing', 'Say how much it may mute at most');
  else onlyKeys(limit, account === undefined ? ['clients', 'hours'] : ['hours'], `${pointer}/limit`, note);
  const hours = readNumber(limit['hours'], `${pointer}/limit/hours`, note, 'Say how many hours it may last');
  const most =
    account === undefined
      ? readNumber(limit['clients'], `${pointer}/limit/clients`, note, 'Say how many clients it may touch')
      : 1;
  if (note.count() > before || !id || !owner || !why || !when || !from || !until || !hours || !most) return undefined;
  if (until <= from) note(`${pointer}/until`, 'it ends before it begins', 'Give an end after the beginning');
  else if (until - from > MAX_DAYS * 24 * HOUR) {
    note(`${pointer}/until`, `it lasts longer than ${MAX_DAYS} days`, 'Give an end within a year, and renew it then');
  } else if (longestHours(when, from, until, times) > hours) {
    note(
      `${pointer}/limit/hours`,
      `it lasts ${round(longestHours(when, from, until, times))} hours without a break, and may last ${hours}`,
      'End it earlier, give it times with `during`, or raise the limit',
    );
  }
  if (account === undefined && clients) {
    const matched = clientsOf(when.branches, clients);
    if (matched.length > most) {
      note(
        `${pointer}/limit/clients`,
        `it can match ${matched.length} clients, and may match ${most}`,
        'Narrow `when`, for example by client_account_id or client.tier, or raise the limit',
      );
    }
  }
  const own = account === undefined ? when : { ...when, branches: ofAccount(when.branches, account) };
  const kind = account === undefined ? ('silence' as const) : ('maintenance-window' as const);
  return { ...own, kind, id, owner, why, from, until, names: severitiesNamed(when.branches), pointer };
}

/** An instant with its offset, to the second; EventBridge's own form, and what people write with their offset. */
function readInstant(value: unknown, pointer: string, note: Note): number | undefined {
  const form = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$/;
  const instant = typeof value === 'string' && form.test(value) ? Date.parse(value) : NaN;
  if (!Number.isNaN(instant)) return instant;
  note(
    pointer,
    `${pointer.split('/').at(-1)} is missing or no instant`,
    'Write it with its offset: 2026-11-20T22:00:00+01:00',
  );
  return undefined;
}

/** The longest time that a window is in effect without a break. */
function longestHours(
  { during, outside }: When,
  from: number,
  until: number,
  times: ReadonlyMap<string, Time>,
): number {
  const named = [...during, ...outside].map((name) => times.get(name) as Time);
  let longest = 0;
  let running = 0;
  for (let now = from; now < until; ) {
    const moments = new Map(named.map((time) => [time.name, time.at(now)]));
    const next = Math.min(until, ...[...moments.values()].map((moment) => moment.until));
    const holds =
      (during.length === 0 || during.some((name) => moments.get(name)?.inside)) &&
      !outside.some((name) => moments.get(name)?.inside);
    running = holds ? running + next - now : 0;
    longest = Math.max(longest, running);
    now = next;
  }
  return longest / HOUR;
}

const round = (hours: number) => Math.round(hours * (HOUR / MINUTE)) / (HOUR / MINUTE);

/** The clients that a pattern can match, as far as the registry's attributes tell. */
export function clientsOf(
  branches: readonly PatternBranch[],
  clients: ReadonlyMap<string, ClientSource>,
): readonly string[] {
  const known = branches.map(
    (branch) => new Map([...branch].filter(([path]) => /^client(_account_id$|_name$|\.)/.test(path))) as PatternBranch,
  );
  const set = new PatternSet([known]);
  return [...clients].flatMap(([account, client]) => {
    set.begin({ client_account_id: account, client_name: client.name }, client);
    return set.next(-1) >= 0 ? [account] : [];
  });
}

function ofAccount(branches: readonly PatternBranch[], account: string): readonly PatternBranch[] {
  const [only] = patternBranches({ client_account_id: [account] });
  return (branches.length > 0 ? branches : [new Map() as PatternBranch]).map(
    (branch) => new Map([...branch, ...(only ?? [])]),
  );
}

/** A severity counts as named when every way in which the pattern can match names it. */
function severitiesNamed(branches: readonly PatternBranch[]): ReadonlySet<string> {
  const named = (severity: string) =>
    branches.length > 0 && branches.every((branch) => branch.get('severity')?.parts.equals.includes(severity));
  return new Set(Object.keys(SEVERITIES).filter(named));
}

/** Reads the quiet hours of one client. */
export function readQuietHours(
  written: unknown,
  pointer: string,
  times: ReadonlyMap<string, Time>,
  note: Note,
): QuietHours | undefined {
  if (!isRecord(written)) {
    note(pointer, 'quiet_hours is not an object', 'Give during, severities and instead');
    return undefined;
  }
  onlyKeys(written, ['during', 'severities', 'instead'], pointer, note);
  const during = readNames(written['during'], times, `${pointer}/during`, 'time', note);
  const severities = readChoices(written['severities'], QUIETABLE, `${pointer}/severities`, note);
  const list = Array.isArray(written['instead']) ? (written['instead'] as unknown[]) : [];
  const instead = list.map(parseDestination);
  const silent = instead.filter((destination) => destination !== undefined && !isPage(destination));
  if (list.length === 0 || silent.length < list.length) {
    note(`${pointer}/instead`, 'somebody must hear instead, and not by a page', 'Give a list such as [jira:default]');
    return undefined;
  }
  return during && severities
    ? { during, severities: new Set<string>(severities), instead: instead as readonly Destination[] }
    : undefined;
}
