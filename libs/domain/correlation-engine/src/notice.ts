import { isKind, regionOf } from './member';
import type { CorrelationConfig, Member } from './types';

/** What the provider of the cloud says of itself: a public event of AWS Health. */
export interface Notice {
  readonly id: string;
  /** As a key of ours says it: `rds`, `ec2`, `cognito`. */
  readonly service: string;
  readonly region: string;
  /** When the trouble began. */
  readonly at: string;
  /** When it ended. Absent: it goes on, which is believed for {@link OPEN_MS}. */
  readonly until?: string;
  /** The event type code, such as `AWS_RDS_OPERATIONAL_ISSUE`. A notice that says anything else is left out. */
  readonly what: string;
}

/** A notice that nobody closes does not explain what comes a day later. */
const OPEN_MS = 24 * 60 * 60_000;

const CODE = /^[A-Z0-9_]{1,100}$/;

/** Of the notices about what a key stands for, at the time of these members, the first; ties by id. */
export function noticeOf(
  notices: readonly Notice[],
  key: string,
  members: readonly Pick<Member, 'timestamp'>[],
): Notice | undefined {
  if (notices.length === 0 || !isKind(key) || regionOf(key) === undefined) return undefined;
  const times = members.map(({ timestamp }) => Date.parse(timestamp));
  const first = Math.min(...times);
  const last = Math.max(...times);
  let found: Notice | undefined;
  for (const notice of notices) {
    const { service, region, what, id } = notice;
    if (key !== keyOf({ service, region }) || !CODE.test(what)) continue;
    const from = Date.parse(notice.at);
    const to = endOf(notice);
    if (!(from <= to && from <= last && to >= first)) continue; // nor when a time is none
    const before = found === undefined ? Infinity : Date.parse(found.at);
    if (from < before || (from === before && found !== undefined && id < found.id)) found = notice;
  }
  return found;
}

/** The key of what a notice is about. */
export function keyOf({ service, region }: Pick<Notice, 'service' | 'region'>): string {
  return `kind:${service}|@${region}`;
}

/** Which reports a notice may be about: those under this key, from that time to that. They are to be decided again with it. */
export function noticePlan(
  notice: Notice,
  { time_window_minutes }: Pick<CorrelationConfig, 'time_window_minutes'>,
): { readonly key: string; readonly from: string; readonly to: string } {
  const windowMs = time_window_minutes * 60_000;
  return {
    key: keyOf(notice),
    from: new Date(Date.parse(notice.at) - windowMs).toISOString(),
    to: new Date(endOf(notice) + windowMs).toISOString(),
  };
}

function endOf({ at, until }: Notice): number {
  return until === undefined ? Date.parse(at) + OPEN_MS : Date.parse(until);
}

/** What a notice says, for people; of an earlier day than `last` with its date. */
export function spokenNotice({ what, region, at }: Notice, last: string): string {
  const since = new Date(at).toISOString().slice(0, 16);
  const day = new Date(last).toISOString().slice(0, 10);
  return `AWS Health reports ${what} in ${region} since ${since.startsWith(day) ? since.slice(11) : since.replace('T', ' ')}.`;
}
