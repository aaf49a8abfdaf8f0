import { MAX_GROUPED, type OutcomeGroup } from '../src';
import { issueForGroup } from '../src/jira/translate';
import { MAX_DOCUMENT_CHARACTERS } from '../src/jira/document';
import { messageForGroup } from '../src/message';
import { MAX_EVENT_BYTES, pageForGroup } from '../src/pagerduty/translate';
import { slackMessage } from '../src/slack';
import { adaptiveCard } from '../src/teams';

// A group is told so that everybody in it is seen: none may fall out because the vendor takes only so much.

const id = (number: number) => `3b7f0f0e-0000-4000-8000-${String(number).padStart(12, '0')}`;
const groupOf = (many: number, name: number, headline: string): OutcomeGroup => ({
  key: 'group-1',
  severity: 'CRITICAL',
  clients: many,
  outcomes: Array.from({ length: many }, (_, number) => ({
    key: `123456789012/${id(number)}/${id(number)}/1`,
    clientName: `client-${number}.`.padEnd(name, 'x'),
    severity: 'CRITICAL',
    headline,
    link: `https://example.com/investigation/${id(number)}`,
  })),
});
const shownIn = (sent: unknown, { outcomes }: OutcomeGroup) =>
  outcomes.filter((_, number) => JSON.stringify(sent).includes(`client-${number}.`)).length;

const channels = [
  ['PagerDuty', pageForGroup, MAX_EVENT_BYTES],
  // Beside the description, which is held to its own limit below.
  ['Jira', issueForGroup, MAX_DOCUMENT_CHARACTERS + 1024],
  ['Slack', (group: OutcomeGroup) => slackMessage(messageForGroup(group)), 512 * 1024],
  ['Teams', (group: OutcomeGroup) => adaptiveCard(messageForGroup(group)), 28 * 1024],
] as const;
const groups = [
  ['of short words', groupOf(MAX_GROUPED, 20, 'RDS connection pool exhausted')],
  ['of the longest words', groupOf(MAX_GROUPED, 256, 'h'.repeat(200))],
  ['of words that JSON doubles', groupOf(MAX_GROUPED, 40, '"\\'.repeat(100))],
  ['of wide signs', groupOf(MAX_GROUPED, 40, '接続プール枯渇'.repeat(28))],
] as const;

describe.each(channels)('%s', (channel, translate, maxBytes) => {
  it.each(groups)('shows each client of the largest group, %s', (_words, group) => {
    const sent = translate(group);
    expect(shownIn(sent, group)).toBe(MAX_GROUPED);
    const size = JSON.stringify(sent);
    expect(channel === 'Jira' ? size.length : Buffer.byteLength(size)).toBeLessThanOrEqual(maxBytes);
  });
});

it('keeps keys and links of all in Jira while there is room, then of the first', () => {
  const linked = (group: OutcomeGroup) => JSON.stringify(issueForGroup(group)).split('"href"').length - 1;
  expect(linked(groupOf(20, 20, 'pool exhausted'))).toBe(20);
  expect(linked(groupOf(MAX_GROUPED, 20, 'pool exhausted'))).toBe(40);
});

it('keeps the beginning of a list that Jira would not take whole', () => {
  const group = groupOf(400, 40, 'h'.repeat(200));
  const { description } = issueForGroup(group);
  expect(JSON.stringify(description).length).toBeLessThanOrEqual(MAX_DOCUMENT_CHARACTERS);
  expect(shownIn(description, group)).toBeGreaterThan(100);
  expect(JSON.stringify(description)).toContain('did not fit');
});
