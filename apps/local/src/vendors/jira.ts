import { isAtlassianDocument, textOf } from './adf';
import { parseJql } from './jql';
import {
  faultSwitches,
  isRecord,
  parseJson,
  readBody,
  sendJson,
  slidingWindow,
  under,
  type Answer,
  type Faults,
  type RequestHandler,
} from './stand-in';

/** The statuses of the stand-in's workflow, which leads from each to the others, with Jira's category of each. */
const STATUSES = { 'To Do': 'new', 'In Progress': 'indeterminate', Done: 'done' } as const;
type Status = keyof typeof STATUSES;

export interface Ticket {
  readonly id: string;
  readonly key: string;
  readonly project: string;
  readonly issue_type: string;
  readonly summary: string;
  readonly priority: string;
  readonly labels: readonly string[];
  readonly status: Status;
  /** When it was created, ISO 8601. */
  readonly at: string;
  /** The document, and its words. */
  readonly description: unknown;
  readonly text: string;
  readonly comments: readonly {
    readonly id: string;
    readonly at: string;
    readonly body: unknown;
    readonly text: string;
  }[];
  /** When its status changed last, ISO 8601. */
  readonly moved_at: string;
  /** Keys of the issues that it is linked to. */
  readonly linked: readonly string[];
}

export interface JiraStandIn {
  readonly handle: RequestHandler;
  /** Every issue, oldest first. */
  tickets(): readonly Ticket[];
  /** A human moves the issue. False when there is none. */
  move(key: string, to: Status): boolean;
  readonly faults: Faults;
}

export interface JiraOptions {
  readonly prefix?: string;
  /** Project keys with the names of their issue types. */
  readonly projects: Readonly<Record<string, readonly string[]>>;
  /** Who may sign in. Left out, any e-mail address with any token may. */
  readonly accounts?: readonly { readonly email: string; readonly token: string }[];
  /** Jira does not publish its burst limits; this is what the stand-in allows each account. */
  readonly callsPerSecond?: number;
  readonly now?: () => number;
  /** How long a new issue stays unknown to the search, as Jira's index does. */
  readonly searchLagMs?: number;
  readonly onChange?: (ticket: Ticket) => void;
}

const PRIORITIES = ['Highest', 'High', 'Medium', 'Low', 'Lowest'];
const ON_CREATE_SCREEN = ['project', 'issuetype', 'summary', 'description', 'priority', 'labels'];
const MAX_TEXT_CHARACTERS = 32_767;
// Plain text, so that what a ticket says can at worst be read.
const BROWSED = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
const NOT_A_DOCUMENT = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
const TOO_LONG = 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.';

/**
 * Jira Cloud as its clients see it: of REST v3 the issues, their comments and the search; and for people, without signing
 * in, an issue at its `/browse` address. State is in memory.
 */
export function jiraStandIn(options: JiraOptions): JiraStandIn {
  const { prefix = '/jira', now = Date.now, searchLagMs = 0, callsPerSecond = 100 } = options;
  const faults = faultSwitches();
  const admit = slidingWindow(callsPerSecond, 1000, now);
  type Stored = { -readonly [K in keyof Ticket]: Ticket[K] };
  const issues: Stored[] = [];
  let lastComment = 10_000;

  function signedIn(authorization: string | undefined): string | undefined {
    const credentials = Buffer.from(/^Basic (\S+)$/.exec(authorization ?? '')?.[1] ?? '', 'base64').toString('utf8');
    const [, email, token] = /^([^:]+@[^:]+):(.+)$/.exec(credentials) ?? [];
    if (email === undefined) return undefined;
    return !options.accounts || options.accounts.some((a) => a.email === email && a.token === token)
      ? email
      : undefined;
  }

  function create(body: unknown): Answer {
    const fields = isRecord(body) ? body['fields'] : undefined;
    if (!isRecord(fields)) return refused(['INVALID_INPUT']);
    const errors: Record<string, string> = {};
    const { summary, description, labels = [], priority = { name: 'Medium' } } = fields;
    const project = named(fields['project'], 'key');
    const types = Object.hasOwn(options.projects, project ?? '') ? options.projects[project ?? ''] : undefined;
    if (project === undefined || !types) errors['project'] = 'valid project is required';
    const type = named(fields['issuetype'], 'name');
    if (type === undefined) errors['issuetype'] = 'Specify an issue type';
    else if (types && !types.includes(type)) errors['issuetype'] = 'Specify a valid issue type';
    if (typeof summary !== 'string' || summary.trim() === '')
      errors['summary'] = 'You must specify a summary of the issue.';
    else if (/[\r\n]/.test(summary))
      errors['summary'] = 'The summary is invalid because it contains newline characters.';
    else if (summary.length > 255) errors['summary'] = "Summary can't exceed 255 characters.";
    if (description !== undefined && !isAtlassianDocument(description)) errors['description'] = NOT_A_DOCUMENT;
    else if (tooLong(description)) errors['description'] = TOO_LONG;
    const priorityName = named(priority, 'name');
    if (priorityName === undefined || !PRIORITIES.includes(priorityName))
      errors['priority'] = 'Specify a valid priority ID or name.';
    const labelError = problemOfLabels(labels);
    if (labelError !== undefined) errors['labels'] = labelError;
    for (const field of Object.keys(fields)) {
      if (!ON_CREATE_SCREEN.includes(field)) {
        errors[field] = `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`;
      }
    }
    if (Object.keys(errors).length > 0) return refused([], errors);
    const issue: Stored = {
      id: String(10_001 + issues.length),
      key: `${project}-${issues.filter((other) => other.project === project).length + 1}`,
      project: project as string,
      issue_type: type as string,
      summary: summary as string,
      priority: priorityName as string,
      labels: [...new Set(labels as string[])],
      status: 'To Do',
      at: new Date(now()).toISOString(),
      moved_at: new Date(now()).toISOString(),
      linked: [],
      description,
      text: textOf(description),
      comments: [],
    };
    issues.push(issue);
    options.onChange?.({ ...issue });
    return { status: 201, body: { id: issue.id, key: issue.key, self: `${prefix}/rest/api/3/issue/${issue.id}` } };
  }

  function comment(issue: Stored, body: unknown): Answer {
    const document = isRecord(body) ? body['body'] : undefined;
    if (!isAtlassianDocument(document)) return refused(['INVALID_INPUT']);
    if (tooLong(document)) return refused([], { comment: TOO_LONG });
    const added = {
      id: String(++lastComment),
      at: new Date(now()).toISOString(),
      body: document,
      text: textOf(document),
    };
    issue.comments = [...issue.comments, added];
    options.onChange?.({ ...issue });
    return { status: 201, body: { id: added.id, body: document, created: added.at } };
  }

  function moveTo(issue: Stored, status: Status): void {
    issue.status = status;
    issue.moved_at = new Date(now()).toISOString();
    options.onChange?.({ ...issue });
  }

  function transitions(issue: Ticket) {
    return Object.entries(STATUSES)
      .filter(([name]) => name !== issue.status)
      .map(([name, key], index) => ({ id: `${(index + 1) * 10 + 1}`, name, to: { name, statusCategory: { key } } }));
  }

  function transition(issue: Stored, body: unknown): Answer {
    const asked = isRecord(body) && isRecord(body['transition']) ? body['transition']['id'] : undefined;
    const found = transitions(issue).find(({ id }) => id === asked);
    if (!found) return refused(['Can not find the transition, or it is not valid for the workflow.']);
    moveTo(issue, found.name as Status);
    return { status: 204 };
  }

  function link(body: unknown): Answer {
    const { type, inwardIssue, outwardIssue } = isRecord(body) ? body : {};
    const ends = [inwardIssue, outwardIssue].map((end) => issues.find(({ key }) => key === named(end, 'key')));
    const [one, other] = ends;
    if (named(type, 'name') !== 'Relates') return { status: 404, body: problem(['No issue link type found.']) };
    if (!one || !other) return { status: 404, body: problem(['Issue does not exist or you do not have permission.']) };
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      from.linked = [...new Set([...from.linked, to.key])];
      options.onChange?.({ ...from });
    }
    return { status: 201 };
  }

  function search(body: unknown): Answer {
    const { jql, fields = [], maxResults = 50, nextPageToken } = isRecord(body) ? body : {};
    if (typeof jql !== 'string') return refused(['INVALID_INPUT']);
    if (!Array.isArray(fields) || typeof maxResults !== 'number' || maxResults < 1 || maxResults > 5000) {
      return refused(['Invalid request payload. Refer to the REST API documentation and try again.']);
    }
    const query = parseJql(jql);
    if ('error' in query) return refused([query.error]);
    for (const { field, values } of query.conditions) {
      const unknown = field === 'project' && values.find((value) => !Object.hasOwn(options.projects, value));
      if (unknown) return refused([`The value '${unknown}' does not exist for the field 'project'.`]);
    }
    const found = issues.filter(
      (issue) =>
        Date.parse(issue.at) + searchLagMs <= now() &&
        query.conditions.every(({ field, values }) =>
          values.some((value) => (field === 'labels' ? issue.labels.includes(value) : issue[field] === value)),
        ),
    );
    if (query.newestFirst) found.reverse();
    const start = Number(nextPageToken ?? 0) || 0;
    const page = found.slice(start, start + maxResults);
    const isLast = start + page.length >= found.length;
    return {
      status: 200,
      body: {
        // Without `fields` the search gives ids only.
        issues: page.map((issue) => (fields.length === 0 ? { id: issue.id } : issueBody(issue, fields as string[]))),
        isLast,
        ...(isLast ? {} : { nextPageToken: String(start + page.length) }),
      },
    };
  }

  function issueBody(issue: Ticket, fields: readonly string[]): Record<string, unknown> {
    const all: Record<string, unknown> = {
      summary: issue.summary,
      labels: issue.labels,
      description: issue.description,
      project: { key: issue.project },
      issuetype: { name: issue.issue_type },
      priority: { name: issue.priority },
      created: issue.at,
      status: { name: issue.status, statusCategory: { key: STATUSES[issue.status] } },
      statuscategorychangedate: issue.moved_at,
      assignee: null,
    };
    const wanted = fields.some((field) => field.startsWith('*')) ? Object.keys(all) : fields;
    return {
      id: issue.id,
      key: issue.key,
      self: `${prefix}/rest/api/3/issue/${issue.id}`,
      fields: Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name))),
    };
  }

  function comments(issue: Ticket, query: URLSearchParams): Answer {
    const startAt = Number(query.get('startAt') ?? 0) || 0;
    const maxResults = Math.min(Number(query.get('maxResults') ?? 5000) || 5000, 5000);
    const ordered = query.get('orderBy') === '-created' ? [...issue.comments].reverse() : issue.comments;
    const page = ordered.slice(startAt, startAt + maxResults).map(({ id, body, at }) => ({ id, body, created: at }));
    return { status: 200, body: { comments: page, startAt, maxResults, total: issue.comments.length } };
  }

  function answer(method: string, path: string, query: URLSearchParams, text: string | undefined): Answer {
    if (path === '/rest/api/3/search' || path === '/rest/api/2/search') {
      return {
        status: 410,
        body: problem(['The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.']),
      };
    }
    const body = parseJson(text ?? '');
    if (method === 'POST' && body === undefined)
      return refused(['There was an error parsing JSON. Check that your request body is valid.']);
    if (method === 'POST' && path === '/rest/api/3/issue') return create(body);
    if (method === 'POST' && path === '/rest/api/3/search/jql') return search(body);
    if (method === 'POST' && path === '/rest/api/3/issueLink') return link(body);
    const [, idOrKey, under] = /^\/rest\/api\/3\/issue\/([A-Za-z0-9_-]+)(\/comment|\/transitions)?$/.exec(path) ?? [];
    if (idOrKey === undefined)
      return { status: 404, body: problem([`No resource at ${method} of this path in the stand-in.`]) };
    const issue = issues.find(({ id, key }) => id === idOrKey || key === idOrKey);
    if (!issue)
      return { status: 404, body: problem(['Issue does not exist or you do not have permission to see it.']) };
    if (under === '/transitions' && method === 'POST') return transition(issue, body);
    if (under === '/transitions' && method === 'GET') return { status: 200, body: { transitions: transitions(issue) } };
    if (under && method === 'POST') return comment(issue, body);
    if (under && method === 'GET') return comments(issue, query);
    if (method === 'GET') return { status: 200, body: issueBody(issue, (query.get('fields') ?? '*all').split(',')) };
    return { status: 405, body: problem(['Method not allowed.']) };
  }

  return {
    async handle(request, response) {
      const target = under(prefix, request);
      if (!target) return false;
      const text = await readBody(request, 1024 * 1024);
      const browsed = request.method === 'GET' ? /^\/browse\/([A-Z0-9_]+-\d+)$/.exec(target.path)?.[1] : undefined;
      const shown = issues.find(({ key }) => key === browsed);
      if (shown) {
        response.writeHead(200, BROWSED).end(inWords(shown));
        return true;
      }
      const who = signedIn(request.headers.authorization);
      if (faults.take('fail')) {
        sendJson(response, { status: 500, body: problem(['Internal server error']) });
        return true;
      }
      if (who === undefined) {
        sendJson(response, { status: 401, body: problem(['Client must be authenticated to access this resource.']) });
        return true;
      }
      const wait = faults.take('throttle') ? 2000 : admit(who);
      if (wait > 0) {
        const headers = { 'retry-after': String(Math.ceil(wait / 1000)), 'ratelimit-reason': 'jira-burst-based' };
        sendJson(response, { status: 429, body: problem(['Rate limit exceeded.']), headers });
        return true;
      }
      const answered = answer(request.method ?? 'GET', target.path, target.query, text);
      if (answered.status === 201 && faults.take('lose')) request.socket.destroy();
      else sendJson(response, answered);
      return true;
    },
    tickets: () => issues.map((issue) => ({ ...issue })),
    move(key, to) {
      const issue = issues.find((candidate) => candidate.key === key);
      if (!issue) return false;
      moveTo(issue, to);
      return true;
    },
    faults,
  };
}

/** An issue as a person reads it at the address that Jira gives it. */
function inWords({ key, summary, issue_type, priority, status, labels, text, comments }: Ticket): string {
  return [
    `${key}  ${summary}`,
    `${issue_type}, priority ${priority}, ${status}. Labels: ${labels.join(', ') || 'none'}`,
    text,
    ...comments.map((comment) => `Comment of ${comment.at}\n${comment.text}`),
    '(The local stand-in for Jira.)',
  ].join('\n\n');
}

function problem(errorMessages: readonly string[], errors: Readonly<Record<string, string>> = {}) {
  return { errorMessages, errors };
}

function refused(errorMessages: readonly string[], errors?: Readonly<Record<string, string>>): Answer {
  return { status: 400, body: problem(errorMessages, errors) };
}

function named(value: unknown, by: 'key' | 'name'): string | undefined {
  const found = isRecord(value) ? value[by] : undefined;
  return typeof found === 'string' ? found : undefined;
}

function tooLong(document: unknown): boolean {
  return document !== undefined && JSON.stringify(document).length > MAX_TEXT_CHARACTERS;
}

function problemOfLabels(labels: unknown): string | undefined {
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string'))
    return 'data was not an array of strings';
  const bad = labels.find((label) => label === '' || /\s/.test(label));
  if (bad !== undefined) return `The label '${bad}' contains spaces which is invalid.`;
  return labels.some((label) => label.length > 255)
    ? 'The label exceeds the maximum length of 255 characters.'
    : undefined;
}
