import type { HttpAnswer, HttpRequest } from '@org/notifiers';
import type { Clock } from './clock';
import { httpAnswer } from './faults';
import type { Random } from './random';

/** How the vendors and their people behave. */
export interface VendorHabits {
  /** From a 202 until PagerDuty has processed the event, and from a new Jira issue until its search finds it. */
  readonly lagMs: number;
  /** How likely a human deals with a page or closes an issue, and how long that takes. */
  readonly resolves: number;
}

interface Incident {
  readonly id: string;
  readonly dedupKey: string;
  readonly openedAt: number;
  /** The outcomes that it tells of: one, or many in a page for many. */
  readonly tells: readonly string[];
  /** What somebody read who was woken. */
  readonly summary: string;
  /** What came to the open alert since. */
  readonly since: string[];
  status: 'triggered' | 'acknowledged' | 'resolved';
}

export interface Payload {
  readonly summary: string;
  readonly class: string;
  readonly custom_details: { readonly investigations?: readonly string[] };
}

/** Of a page for many: each line ends in the outcome's key. */
export function keysIn({ custom_details: { investigations = [] } }: Payload): string[] {
  return investigations.map((line) => /\(([^()]+)\)$/.exec(line)?.[1] ?? '');
}

/** PagerDuty: takes events in at once and processes them later, joins an open alert, opens a new one for a resolved. */
export class PagerDuty {
  readonly incidents: Incident[] = [];
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly habits: VendorHabits,
  ) {}

  /** How often somebody was woken for a key. */
  opened(dedupKey: string): number {
    return this.incidents.filter(({ tells }) => tells.includes(dedupKey)).length;
  }

  answer({ url, method, body }: HttpRequest): HttpAnswer {
    if (method === 'POST') {
      const { dedup_key, event_action, payload } = JSON.parse(body ?? '') as {
        dedup_key: string;
        event_action: string;
        payload?: Payload;
      };
      this.clock.after(this.random.between(0, this.habits.lagMs), () =>
        this.#process(dedup_key, event_action, payload),
      );
      return httpAnswer(202, { status: 'success', dedup_key });
    }
    const key = new URL(url).searchParams.get('incident_key');
    return httpAnswer(200, {
      incidents: this.incidents
        .filter(({ dedupKey }) => dedupKey === key)
        .map(({ id, status }) => ({ id, status, html_url: `https://example.pagerduty.com/incidents/${id}` }))
        .reverse(),
    });
  }

  #process(dedupKey: string, action: string, payload: Payload | undefined): void {
    const open = this.incidents.find((incident) => incident.dedupKey === dedupKey && incident.status !== 'resolved');
    if (action !== 'trigger') {
      if (open) open.status = action === 'resolve' ? 'resolved' : 'acknowledged';
      return;
    }
    if (open) {
      open.since.push(payload?.summary ?? '');
      return;
    }
    const id = `P${this.incidents.length}`;
    const incident: Incident = {
      id,
      dedupKey,
      openedAt: this.clock.now,
      tells: payload?.class === 'group' ? keysIn(payload) : [dedupKey],
      summary: payload?.summary ?? '',
      since: [],
      status: 'triggered',
    };
    this.incidents.push(incident);
    if (!this.random.chance(this.habits.resolves)) return;
    const seenMs = this.random.between(1_000, 300_000);
    this.clock.after(seenMs, () => {
      if (incident.status === 'triggered') incident.status = 'acknowledged';
    });
    this.clock.after(seenMs + this.random.between(0, 300_000), () => (incident.status = 'resolved'));
  }
}

export interface Issue {
  readonly key: string;
  readonly project: string;
  readonly labels: readonly string[];
  /** Its summary and description, as JSON. */
  readonly said: string;
  /** Each as JSON. */
  readonly comments: string[];
  /** The issues that it was tied to. */
  readonly parents: string[];
  /** When the search finds it. */
  readonly indexedAt: number;
  done: boolean;
  /** It was closed over the API, and so by us. */
  closedByUs: boolean;
}

/** Jira: an issue is there at once, and its search finds it later. */
export class Jira {
  readonly issues: Issue[] = [];
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly habits: VendorHabits,
  ) {}

  /** How often an outcome was told: as an issue of its own, or as a comment. */
  told(outcome: string): number {
    return this.issues.reduce(
      (sum, { labels, comments }) =>
        sum +
        (labels.includes(`outcome:${outcome}`) ? 1 : 0) +
        comments.filter((comment) => comment.includes(`"text":"${outcome}"`)).length,
      0,
    );
  }

  answer({ url, method, body }: HttpRequest): HttpAnswer {
    const [, path = ''] = url.split('/rest/api/3/');
    const [, issueKey, part] = /^issue\/([^/]+)\/(comment|transitions)/.exec(path) ?? [];
    const issue = this.issues.find(({ key }) => key === issueKey);
    if (issue && part === 'transitions') {
      if (method === 'POST') {
        issue.done = true;
        issue.closedByUs = true;
      }
      return method === 'POST'
        ? httpAnswer(204, undefined)
        : httpAnswer(200, { transitions: [{ id: '31', to: { statusCategory: { key: 'done' } } }] });
    }
    if (issue && method === 'GET') {
      return httpAnswer(200, { comments: issue.comments.map((comment) => ({ body: JSON.parse(comment) as unknown })) });
    }
    if (issue) {
      issue.comments.push(JSON.stringify((JSON.parse(body ?? '') as { body: unknown }).body));
      return httpAnswer(201, { id: '1' });
    }
    if (path === 'search/jql') {
      const { jql } = JSON.parse(body ?? '') as { jql: string };
      const [, project = '', label = ''] = /project = "([^"]+)" AND labels = "([^"]+)"/.exec(jql) ?? [];
      const found = this.issues.filter(
        (each) => each.project === project && each.labels.includes(label) && each.indexedAt <= this.clock.now,
      );
      return httpAnswer(200, {
        issues: found.reverse().map(({ key, labels, done }) => ({
          key,
          fields: { labels, status: { statusCategory: { key: done ? 'done' : 'new' } } },
        })),
      });
    }
    if (path === 'issueLink') {
      const { inwardIssue, outwardIssue } = JSON.parse(body ?? '') as Record<string, { key: string }>;
      this.issues.find(({ key }) => key === outwardIssue?.key)?.parents.push(inwardIssue?.key ?? '');
      return httpAnswer(201, undefined);
    }
    const { fields } = JSON.parse(body ?? '') as {
      fields: { project: { key: string }; labels: string[]; summary: string; description: unknown };
    };
    const project = fields.project.key;
    const created: Issue = {
      key: `${project}-${this.issues.length + 1}`,
      project,
      labels: fields.labels,
      said: JSON.stringify([fields.summary, fields.description]),
      comments: [],
      parents: [],
      indexedAt: this.clock.now + this.random.between(0, this.habits.lagMs),
      done: false,
      closedByUs: false,
    };
    this.issues.push(created);
    if (this.random.chance(this.habits.resolves)) {
      this.clock.after(this.random.between(1_000, 300_000), () => (created.done = true));
    }
    return httpAnswer(201, { key: created.key });
  }
}

/** A channel of Slack: it takes what comes, and nobody can ask it. */
export class Slack {
  readonly messages: string[] = [];

  answer({ body }: HttpRequest): HttpAnswer {
    this.messages.push(body ?? '');
    return httpAnswer(200, 'ok');
  }
}
