import { outcomeKey } from '@org/event-schema';
import { call } from '../call';
import { newsKey } from '../message';
import { NotifyError } from '../notify-error';
import type { HumanStatus, Notifier, NotifyContext, PatternAlert, PatternMember, Receipt } from '../notifier';
import { plainText } from '../plain-text';
import type { JiraConfig } from './config';
import { carriesKey, type AdfDocument } from './document';
import {
  bodyForEvent,
  bodyForGroup,
  bodyForMember,
  bodyForPattern,
  investigationLabel,
  issueForEvent,
  issueForGroup,
  issueForMember,
  issueForPattern,
  memberKey,
  noteWithKey,
  outcomeLabel,
  type JiraIssue,
} from './translate';

interface FoundIssue {
  readonly key: string;
  readonly labels: readonly string[];
  readonly state: HumanStatus['state'];
  readonly assignee?: string;
  readonly changedAt?: string;
}

/** Jira's three categories of a status. Jira Cloud REST v3, "Workflow status categories". */
const STATES: Readonly<Record<string, HumanStatus['state']>> = {
  new: 'open',
  indeterminate: 'acknowledged',
  done: 'resolved',
};

/** Files issues in one Jira Cloud project, over REST v3. */
export function jiraNotifier(config: JiraConfig): Notifier {
  const baseUrl = config.baseUrl.replace(/\/+$/, '');
  const who = `Jira ("${config.name ?? config.projectKey}")`;

  async function ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const credentials = `${(await config.email()).trim()}:${(await config.token()).trim()}`;
    return call(
      {
        vendor: 'jira',
        who,
        url: `${baseUrl}/rest/api/3/${path}`,
        method,
        headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
        ...(body === undefined ? {} : { body }),
        ...(config.timeoutMs === undefined ? {} : { timeoutMs: config.timeoutMs }),
        fields: [
          'project',
          'issuetype',
          'priority',
          'summary',
          'labels',
          'description',
          'jql',
          'comment',
          'transition',
        ],
        mend: {
          400: 'Check that the project has the issue type of the configuration, and summary, description, labels and priority on its create screen.',
          401: 'Check the e-mail address and the token in the secrets that the configuration names; tokens expire.',
          403: 'Give the account of the token the permission to create issues and comments in the project.',
          404: 'Check base_url and the project key. Jira says the same of a project that the account may not see.',
        },
      },
      config.transport,
    );
  }

  async function create(issue: JiraIssue): Promise<Receipt> {
    const answer = await ask('POST', 'issue', {
      fields: { project: { key: config.projectKey }, issuetype: { name: config.issueType }, ...issue },
    });
    return receipt('created', keyIn(answer));
  }

  async function comment(issueKey: string, body: AdfDocument): Promise<Receipt> {
    await ask('POST', `issue/${encodeURIComponent(issueKey)}/comment`, { body });
    return receipt('commented', issueKey);
  }

  /** The newest issue of the same investigation or pattern, and whether it or a comment on it tells this very key. */
  async function lookUp(key: string, about = key): Promise<{ issue?: FoundIssue; told: boolean }> {
    const issues = issuesIn(
      await ask('POST', 'search/jql', {
        jql: `project = ${quoted(config.projectKey)} AND labels = ${quoted(investigationLabel(about))} ORDER BY created DESC`,
        fields: ['labels', 'status', 'assignee', 'statuscategorychangedate'],
        maxResults: 50,
      }),
    );
    const own = issues.find(({ labels }) => labels.includes(outcomeLabel(key)));
    if (own) return { issue: own, told: true };
    for (const issue of issues) {
      if (await carries(issue, key)) return { issue, told: true };
    }
    return issues[0] === undefined ? { told: false } : { issue: issues[0], told: false };
  }

  async function carries(issue: FoundIssue, key: string): Promise<boolean> {
    const path = `issue/${encodeURIComponent(issue.key)}/comment?orderBy=-created&maxResults=100`;
    const { comments } = (await ask('GET', path)) as { comments?: readonly { body?: unknown }[] };
    return comments?.some(({ body }) => carriesKey(body, key)) ?? false;
  }

  async function once(key: string, repeat: boolean, issue: JiraIssue, body: AdfDocument): Promise<Receipt> {
    if (!repeat) return create(issue);
    const { issue: earlier, told } = await lookUp(key);
    if (earlier && told) return receipt('found', earlier.key);
    // A comment on a closed issue is read by nobody, so a closed one gets a successor.
    return earlier && earlier.state !== 'resolved' ? comment(earlier.key, body) : create(issue);
  }

  function keyIn(answer: unknown): string {
    const key = (answer as { key?: unknown } | undefined)?.key;
    if (typeof key === 'string') return key;
    throw new NotifyError(`${who}: the answer to a new issue names no issue. Check base_url in the configuration.`, {
      vendor: 'jira',
      retryable: true,
      inDoubt: true,
    });
  }

  function receipt(action: Receipt['action'], key: string): Receipt {
    return { vendor: 'jira', id: key, action, url: `${baseUrl}/browse/${encodeURIComponent(key)}` };
  }

  /** A comment on the pattern's issue. A closed one stays closed: whoever closed it knows of the pattern. */
  async function goOn(alert: PatternAlert, context: Pick<NotifyContext, 'link'>): Promise<Receipt> {
    const key = newsKey(alert);
    const { issue, told } = await lookUp(key, alert.key);
    if (!issue) return create(issueForPattern(alert, context));
    if (told || issue.state === 'resolved') return receipt('found', issue.key);
    return comment(issue.key, bodyForPattern({ ...alert, key }, context));
  }

  async function status(key: string): Promise<HumanStatus | undefined> {
    const { issue, told } = await lookUp(key);
    if (!issue || !told) return undefined;
    const { state, assignee: by, changedAt: at } = issue;
    return { state, ...(by === undefined ? {} : { by }), ...(at === undefined ? {} : { at }) };
  }

  /** Says so on the issue, once; an issue that has moved on is left alone. */
  async function remark(key: string, note: string, act: 'acknowledged' | 'resolved'): Promise<FoundIssue | undefined> {
    const { issue, told } = await lookUp(key);
    if (!issue || !told || issue.state === 'resolved' || issue.state === act) return undefined;
    const own = `${key}#${act}`;
    if (!(await carries(issue, own))) await comment(issue.key, noteWithKey(note, own));
    return issue;
  }

  async function resolve(key: string, note: string): Promise<void> {
    const issue = await remark(key, note, 'resolved');
    if (!issue) return;
    const path = `issue/${encodeURIComponent(issue.key)}/transitions`;
    const { transitions = [] } = ((await ask('GET', path)) ?? {}) as {
      transitions?: readonly { id: string; to?: { statusCategory?: { key?: string } } }[];
    };
    const closes = transitions.find(({ to }) => STATES[to?.statusCategory?.key ?? ''] === 'resolved');
    // A workflow may keep closing to people, or ask for a field first: then the comment has said it.
    if (closes) await ask('POST', path, { transition: { id: closes.id } });
  }

  async function patternMember(member: PatternMember, repeat: boolean): Promise<Receipt> {
    const key = memberKey(member);
    const { issue } = await lookUp(outcomeKey(member.event));
    if (member.withdrawn !== undefined) return withdraw(issue, `${key}#withdrawn`, member.withdrawn);
    let told: Receipt;
    if (!issue || issue.state === 'resolved')
      told = await once(key, repeat, issueForMember(member), bodyForMember(member));
    else if (await carries(issue, key)) told = receipt('found', issue.key);
    else told = await comment(issue.key, bodyForMember(member));
    if (member.parentId !== undefined) await relate(member.parentId, told.id);
    return told;
  }

  /** Who has closed the issue need not read that it was told too much. */
  async function withdraw(issue: FoundIssue | undefined, key: string, note: string): Promise<Receipt> {
    if (!issue || issue.state === 'resolved' || (await carries(issue, key))) return receipt('found', issue?.key ?? key);
    return comment(issue.key, noteWithKey(note, key));
  }

  /** The text names the parent as well, so a site that has no such link, or refuses it, loses nothing. */
  async function relate(parent: string, child: string): Promise<void> {
    if (parent === child) return;
    try {
      await ask('POST', 'issueLink', {
        type: { name: 'Relates' },
        inwardIssue: { key: parent },
        outwardIssue: { key: child },
      });
    } catch (error) {
      if (!(error instanceof NotifyError) || error.retryable) throw error;
    }
  }

  return {
    notify: async (event, context) =>
      once(context.key, context.repeat, issueForEvent(event, context), bodyForEvent(event, context)),
    notifyPattern: async (alert, context) =>
      alert.update || alert.explained || alert.ended
        ? goOn(alert, context)
        : once(alert.key, context.repeat, issueForPattern(alert, context), bodyForPattern(alert, context)),
    notifyGroup: async (group) => once(group.key, true, issueForGroup(group), bodyForGroup(group)),
    find: async (key) => {
      const { issue, told } = await lookUp(key);
      return issue && told ? receipt('found', issue.key) : undefined;
    },
    followUp: {
      status,
      acknowledge: async (key, note) => void (await remark(key, note, 'acknowledged')),
      resolve,
    },
    patternMember: (member, { repeat }) => patternMember(member, repeat),
  };
}

/** A JQL string. Keys and labels of ours hold no quotes; a project key from the configuration might. */
function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function issuesIn(answer: unknown): readonly FoundIssue[] {
  const { issues = [] } = (answer ?? {}) as {
    issues?: readonly {
      key: string;
      fields?: {
        labels?: string[];
        status?: { statusCategory?: { key?: string } };
        assignee?: { displayName?: string } | null;
        statuscategorychangedate?: string;
      };
    }[];
  };
  return issues.map(({ key, fields }) => {
    const by = fields?.assignee?.displayName;
    const at = Date.parse(fields?.statuscategorychangedate ?? '');
    return {
      key,
      labels: fields?.labels ?? [],
      state: STATES[fields?.status?.statusCategory?.key ?? ''] ?? 'open',
      ...(by === undefined ? {} : { assignee: plainText(by, 128) }),
      ...(Number.isNaN(at) ? {} : { changedAt: new Date(at).toISOString() }),
    };
  });
}
