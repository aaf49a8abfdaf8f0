import type { Pattern } from '@org/correlation-engine';
import type { InvestigationStore, PatternVerdict } from '@org/investigation-store';
import type { Clock } from '../clock';
import type { Random } from '../random';
import type { Issue, Jira, PagerDuty } from '../vendors';

const ACTS = {
  rejects: (people) => people.say('rejected'),
  merges: (people) => people.say('merged'),
  confirms: (people) => people.say('confirmed'),
  'closes the parent': (people) => people.close(({ project, labels }) => project === 'OPS' && isOfPattern(labels)),
  'closes a ticket that was filed for it': (people) =>
    people.close(({ project, labels }) => project !== 'OPS' && isOfPattern(labels)),
  "closes a client's own ticket": (people) => people.close(({ labels }) => !isOfPattern(labels)),
  'resolves the page': async (people) => people.resolve(),
} satisfies Record<string, (people: People) => Promise<void>>;
export type Act = keyof typeof ACTS;

export const isOfPattern = (labels: readonly string[]): boolean =>
  labels.some((label) => label.startsWith('outcome:corr-'));

/** What people do about patterns, pages and tickets in between. */
export class People {
  /** What they said, and of which pattern. */
  readonly said: { readonly pattern_id: string; readonly verdict: PatternVerdict['verdict']; readonly at: number }[] =
    [];
  /** The issues that they closed. */
  readonly closed = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly store: InvestigationStore,
    private readonly vendors: { readonly jira: Jira; readonly pagerDuty: PagerDuty },
  ) {}

  /** Lets them act once, twice, or not at all, until then. */
  actUntil(end: number): void {
    const { clock, random } = this;
    for (let acts = random.pick([0, 1, 1, 2]); acts > 0; acts--) {
      const act = random.pick(Object.keys(ACTS) as Act[]);
      clock.at(random.between(clock.now + 120_000, end), () => ACTS[act](this));
    }
  }

  async say(verdict: PatternVerdict['verdict']): Promise<void> {
    const found = await this.store.patterns<Pattern>(5);
    if (found.length === 0) return;
    const { pattern_id } = this.random.pick(found);
    const at = this.clock.now;
    this.said.push({ pattern_id, verdict, at });
    await this.store.saveVerdict(pattern_id, {
      verdict,
      by: 'Ada',
      why: 'By chance.',
      at: new Date(at).toISOString(),
      ...(verdict === 'merged' && { into: 'pattern-other' }),
    });
  }

  async close(which: (issue: Issue) => boolean): Promise<void> {
    const open = this.vendors.jira.issues.filter((issue) => !issue.done && which(issue));
    if (open.length === 0) return;
    const issue = this.random.pick(open);
    issue.done = true;
    this.closed.set(issue.key, this.clock.now);
  }

  resolve(): void {
    const open = this.vendors.pagerDuty.incidents.find(({ status }) => status !== 'resolved');
    if (open) open.status = 'resolved';
  }
}
