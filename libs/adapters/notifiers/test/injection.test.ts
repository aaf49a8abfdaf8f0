import { anEvent } from '@org/event-schema/testing';
import type { InvestigationEvent } from '@org/event-schema';
import type { NotifyContext, OutcomeGroup, PatternAlert, PatternMember } from '../src';
import type { HttpRequest } from '../src/call';
import { jiraNotifier } from '../src/jira';
import { pagerDutyNotifier } from '../src/pagerduty';
import { slackNotifier } from '../src/slack';
import { teamsNotifier } from '../src/teams';
import { INJECTIONS, isActive, stringsOf } from '../src/testing';
import { webhookNotifier } from '../src/webhook';

// Whatever stands in the text of an event, nothing in any destination acts on it.

const LINK = 'https://eu-west-1.console.aws.amazon.com/aidevops/investigation/1';
const KEY = '123456789012/space/task/1';
const OURS = new Set([
  LINK,
  'http://adaptivecards.io/schemas/adaptive-card.json',
  'application/vnd.microsoft.card.adaptive',
]);

const eventWith = (text: string): InvestigationEvent => {
  const event = anEvent({
    client_name: text,
    links: { devops_agent_investigation: LINK, cloudwatch_logs: LINK },
    summary: { root_cause_brief: text, affected_resources: [text, text] },
  });
  return { ...event, tags: { [text]: text, environment: text } };
};
const contextWith = (text: string): NotifyContext => ({
  key: KEY,
  repeat: false,
  ruleId: text,
  reason: 'rule-matched',
  explanation: text,
  lateMinutes: 60,
  drill: true,
  pattern: { key: 'corr-1', title: text, clients: 4 },
});
const alertWith = (text: string): PatternAlert => ({
  key: 'corr-1',
  title: text,
  severity: 'CRITICAL',
  clients: 4,
  evidence: [text],
  investigations: [{ key: KEY, clientName: text, link: LINK }],
  prose: text,
  recommendations: [text],
  exposed: [text],
  update: { number: 2, clientsBefore: 3 },
});
const groupWith = (text: string): OutcomeGroup => ({
  key: 'group-1',
  severity: 'CRITICAL',
  clients: 2,
  outcomes: [{ key: KEY, clientName: text, severity: 'HIGH', headline: text, link: LINK }],
});
const memberWith = (text: string): PatternMember => ({
  patternKey: 'corr-1',
  parentId: 'OPS-1',
  event: eventWith(text),
  title: text,
  clients: 4,
});

/** Everything that the five channels send for a text, each body as the vendor gets it. */
async function sentFor(text: string): Promise<{ vendor: string; body: unknown }[]> {
  const sent: { vendor: string; body: unknown }[] = [];
  const transport = (vendor: string) => async (request: HttpRequest) => {
    if (request.body !== undefined && !request.url.endsWith('/search/jql')) {
      sent.push({ vendor, body: JSON.parse(request.body) as unknown });
    }
    return { status: 200, headers: new Headers(), text: JSON.stringify({ key: 'OPS-2', issues: [] }) };
  };
  const secret = async () => 'c2VjcmV0';
  const url = async () => 'https://hooks.example.com/1';
  const notifiers = [
    pagerDutyNotifier({ routingKey: secret, apiKey: secret, transport: transport('pagerduty') }),
    jiraNotifier({
      baseUrl: 'https://example.atlassian.net',
      email: secret,
      token: secret,
      projectKey: 'OPS',
      issueType: 'Task',
      transport: transport('jira'),
    }),
    slackNotifier({ name: 'ops', webhookUrl: url, transport: transport('slack') }),
    teamsNotifier({ name: 'ops', webhookUrl: url, transport: transport('teams') }),
    webhookNotifier({
      name: 'siem',
      url: 'https://siem.example.com',
      signingSecret: secret,
      transport: transport('webhook'),
    }),
  ];
  for (const notifier of notifiers) {
    await notifier.notify(eventWith(text), contextWith(text));
    await notifier.notifyPattern(alertWith(text), { repeat: false });
    await notifier.notifyGroup(groupWith(text));
    await notifier.patternMember?.(memberWith(text), { repeat: false });
    await notifier.followUp?.resolve('corr-1', text);
  }
  return sent;
}

/** Strings that would act, and nodes that do more than hold text. */
function activeIn(vendor: string, body: unknown): string[] {
  const found = stringsOf(body)
    .filter(({ text }) => !OURS.has(text) && isActive(ownLinesJoined(vendor, text)))
    .map(({ path, text }) => `${vendor}${path}: ${text}`);
  if (vendor === 'teams') {
    const evaluated = stringsOf(body).filter(({ text }) => /\{\{|\$\{/.test(text));
    found.push(...evaluated.map(({ path }) => `${vendor}${path}: evaluated`));
  }
  return [...found, ...nodesThatAct(vendor, body)];
}

/** Between the entries of a list Slack gets line feeds of ours, each before a bullet. */
function ownLinesJoined(vendor: string, text: string): string {
  return vendor === 'slack' ? text.replaceAll('\n• ', ' ') : text;
}

const KINDS: Readonly<Record<string, ReadonlySet<string>>> = {
  jira: new Set(['doc', 'paragraph', 'bulletList', 'listItem', 'text', 'strong', 'code', 'link', '']),
  slack: new Set(['header', 'section', 'actions', 'button', 'plain_text']),
  teams: new Set(['message', 'AdaptiveCard', 'RichTextBlock', 'TextRun', 'Action.OpenUrl']),
};

function nodesThatAct(vendor: string, node: unknown): string[] {
  const kinds = KINDS[vendor];
  if (!kinds || typeof node !== 'object' || node === null) return [];
  const { type, href, url } = node as { type?: unknown; href?: unknown; url?: unknown };
  return [
    ...(typeof type === 'string' && !kinds.has(type) ? [`${vendor}: a node of type ${type}`] : []),
    ...[href, url].filter((link) => link !== undefined && link !== LINK).map((link) => `${vendor}: a link to ${link}`),
    ...Object.values(node).flatMap((inner) => nodesThatAct(vendor, inner)),
  ];
}

it('knows at least 300 ways, and each would act where it is shown as it is', () => {
  expect(INJECTIONS.length).toBeGreaterThanOrEqual(300);
  expect(INJECTIONS.filter((text) => !isActive(text))).toEqual([]);
});

it('leaves nothing active in any destination, whichever text of an event, pattern or group holds it', async () => {
  const active: string[] = [];
  const vendors = new Map<string, number>();
  for (const text of INJECTIONS) {
    for (const { vendor, body } of await sentFor(text)) {
      vendors.set(vendor, (vendors.get(vendor) ?? 0) + 1);
      active.push(...activeIn(vendor, body));
    }
  }
  expect(active.slice(0, 20)).toEqual([]);
  expect(Object.fromEntries(vendors)).toEqual({
    pagerduty: INJECTIONS.length * 4,
    jira: INJECTIONS.length * 5,
    slack: INJECTIONS.length * 3,
    teams: INJECTIONS.length * 3,
    webhook: INJECTIONS.length * 3,
  });
});

it.each(['pagerduty', 'jira', 'slack', 'teams', 'webhook'])('would be seen to fail in %s', (vendor) => {
  expect(activeIn(vendor, { text: 'see <!here>' })).not.toEqual([]);
  expect(activeIn(vendor, { text: 'harmless' })).toEqual([]);
});
