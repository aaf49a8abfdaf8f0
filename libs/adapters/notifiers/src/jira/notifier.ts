import { call } from '../call';
import { NotifyError } from '../notify-error';
import type { Notifier, Receipt } from '../notifier';
import type { JiraConfig } from './config';
import { carriesKey, type AdfDocument } from './document';
import {
  bodyForEvent,
  bodyForPattern,
  investigationLabel,
  issueForEvent,
  issueForPattern,
  outcomeLabel,
  type JiraIssue,
} from './translate';

interface FoundIssue {
  readonly key: string;
  readonly labels: readonly string[];
  readonly done: boolean;
}

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
        fields: ['project', 'issuetype', 'priority', 'summary', 'labels', 'description', 'jql', 'comment'],
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

  /** The newest issue of the same investigation, and whether it or a comment on it tells this very outcome. */
  async function lookUp(key: string): Promise<{ issue?: FoundIssue; told: boolean }> {
    const issues = issuesIn(
      await ask('POST', 'search/jql', {
        jql: `project = ${quoted(config.projectKey)} AND labels = ${quoted(investigationLabel(key))} ORDER BY created DESC`,
        fields: ['labels', 'status'],
        maxResults: 50,
      }),
    );
    const own = issues.find(({ labels }) => labels.includes(outcomeLabel(key)));
    if (own) return { issue: own, told: true };
    for (const issue of issues) {
      const path = `issue/${encodeURIComponent(issue.key)}/comment?orderBy=-created&maxResults=100`;
      const { comments } = (await ask('GET', path)) as { comments?: readonly { body?: unknown }[] };
      if (comments?.some(({ body }) => carriesKey(body, key))) return { issue, told: true };
    }
    return issues[0] === undefined ? { told: false } : { issue: issues[0], told: false };
  }

  async function once(key: string, repeat: boolean, issue: JiraIssue, body: AdfDocument): Promise<Receipt> {
    if (!repeat) return create(issue);
    const { issue: earlier, told } = await lookUp(key);
    if (earlier && told) return receipt('found', earlier.key);
    // A comment on a closed issue is read by nobody, so a closed one gets a successor.
    return earlier && !earlier.done ? comment(earlier.key, body) : create(issue);
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

  return {
    notify: async (event, context) =>
      once(context.key, context.repeat, issueForEvent(event, context), bodyForEvent(event, context)),
    notifyPattern: async (alert, context) =>
      once(alert.key, context.repeat, issueForPattern(alert, context), bodyForPattern(alert, context)),
    find: async (key) => {
      const { issue, told } = await lookUp(key);
      return issue && told ? receipt('found', issue.key) : undefined;
    },
  };
}

/** A JQL string. Keys and labels of ours hold no quotes; a project key from the configuration might. */
function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function issuesIn(answer: unknown): readonly FoundIssue[] {
  const { issues = [] } = (answer ?? {}) as {
    issues?: readonly { key: string; fields?: { labels?: string[]; status?: { statusCategory?: { key?: string } } } }[];
  };
  return issues.map(({ key, fields }) => ({
    key,
    labels: fields?.labels ?? [],
    done: fields?.status?.statusCategory?.key === 'done',
  }));
}
