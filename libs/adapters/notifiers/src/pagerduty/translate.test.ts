import * as fc from 'fast-check';
import { outcomeKey, SEVERITIES, type Severity } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import type { NotifyContext, PatternAlert } from '../notifier';
import { hostileEvent } from '../../test/hostile';
import { MAX_EVENT_BYTES, MAX_SUMMARY_CHARACTERS, pageForEvent, pageForPattern } from './translate';

const context: NotifyContext = {
  key: outcomeKey(anEvent()),
  repeat: false,
  ruleId: 'payments-critical',
  reason: 'rule-matched',
  explanation: 'Rule payments-critical: severity is HIGH.',
};

it('says in one line who has what, and keeps the rest in the details', () => {
  const page = pageForEvent(anEvent(), context);
  expect(page).toMatchObject({
    event_action: 'trigger',
    dedup_key: '123456789012/8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab/3b7f0f0e-9a41-4d0c-9f4d-6f2f1f5a0c11/1',
    payload: {
      summary: '[HIGH] Acme Corporation: RDS connection pool exhausted',
      source: '123456789012/us-east-1',
      severity: 'error',
      timestamp: '2026-11-20T10:04:37Z',
      class: 'resource_exhaustion',
      custom_details: { rule: 'payments-critical', why_you: 'Rule payments-critical: severity is HIGH.' },
    },
  });
});

it.each([
  ['CRITICAL', 'critical'],
  ['HIGH', 'error'],
  ['MEDIUM', 'warning'],
  ['LOW', 'info'],
  ['MINIMAL', 'info'],
] as const)('calls %s what PagerDuty calls %s', (severity, expected) => {
  expect(pageForEvent(anEvent({ severity }), context).payload.severity).toBe(expected);
});

it('prefers the signed link of the router to the plain link of the event', () => {
  const link = 'https://links.example/i/1?signature=abc';
  expect(pageForEvent(anEvent(), { ...context, link }).links).toEqual([{ href: link, text: 'Open the investigation' }]);
  expect(pageForEvent(anEvent(), context).links[0]?.href).toMatch(/^https:\/\/8f1c2d3e.*\/investigation\/3b7f0f0e/);
});

it.each([
  [
    'a withheld text',
    { summary: { withheld: true as const, withheld_reason: 'redaction_failed' as const } },
    'investigation completed; the text was withheld (redaction_failed)',
  ],
  [
    'an investigation that failed',
    { event_type: 'investigation_failed' as const, status: 'FAILED' as const },
    'investigation ended: failed',
  ],
  ['one that found nothing', { status: 'INCONCLUSIVE' as const }, 'investigation ended: inconclusive'],
  ['a mitigation', { event_type: 'mitigation_failed' as const }, 'mitigation failed'],
])('has words of its own for %s', (_, changes, words) => {
  const event = anEvent({
    ...changes,
    summary: { root_cause_brief: undefined, ...('summary' in changes ? changes.summary : {}) } as object,
  });
  expect(pageForEvent(event, context).payload.summary).toBe(`[HIGH] Acme Corporation: ${words}`);
});

it('mentions the pattern that the outcome belongs to by its count', () => {
  const page = pageForEvent(anEvent(), { ...context, pattern: { key: 'p/5', title: 'pools exhausted', clients: 5 } });
  expect(page.payload.custom_details['pattern']).toBe('pools exhausted (5 clients)');
});

it('makes a page that PagerDuty takes, of any event', () => {
  fc.assert(
    fc.property(hostileEvent, (event) => {
      const page = pageForEvent(event, context);
      expect(page.payload.summary.length).toBeLessThanOrEqual(MAX_SUMMARY_CHARACTERS);
      expect(page.payload.summary).not.toMatch(/[\p{Cc}\p{Cf}<>@]|:\/\//u);
      expect(JSON.stringify(page.payload.custom_details)).not.toMatch(/[\p{Cf}<>@]|:\/\//u);
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(MAX_EVENT_BYTES);
      expect(page.links.every(({ href }) => href.startsWith('https://'))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it('keeps any two keys apart within the length that PagerDuty takes', () => {
  const long = 'k'.repeat(300);
  const [one = '', other = ''] = [`${long}1`, `${long}2`].map(
    (key) => pageForEvent(anEvent(), { ...context, key }).dedup_key,
  );
  expect([one.length, other.length]).toEqual([255, 255]);
  expect(one).not.toBe(other);
});

describe('a pattern', () => {
  const alert: PatternAlert = {
    key: 'pattern/3f2a/5',
    title: 'RDS connection pools exhausted',
    severity: 'CRITICAL',
    clients: 5,
    evidence: ['All five name rds and too_many_connections.', 'All began within 12 minutes.'],
    investigations: [
      { key: '123456789012/space/task/1', clientName: 'Acme Corporation', link: 'https://acme.example/1' },
    ],
  };

  it('pages the senior engineer with the count, the shared evidence and a way to each investigation', () => {
    expect(pageForPattern(alert, {})).toMatchObject({
      dedup_key: 'pattern/3f2a/5',
      links: [{ href: 'https://acme.example/1', text: 'Acme Corporation' }],
      payload: {
        summary: '[CRITICAL] One cause at 5 clients: RDS connection pools exhausted',
        severity: 'critical',
        custom_details: {
          clients: 5,
          shared_evidence: alert.evidence,
          investigations: ['Acme Corporation: 123456789012/space/task/1'],
        },
      },
    });
  });

  it('marks what a language model wrote, and does without', () => {
    expect(pageForPattern({ ...alert, prose: 'Probably a bad driver.' }, {}).payload.custom_details).toHaveProperty(
      'written_by_a_language_model',
      'Probably a bad driver.',
    );
    expect(pageForPattern(alert, {}).payload.custom_details).not.toHaveProperty('written_by_a_language_model');
  });

  it('fits however many clients are hit, and whatever is said of them', () => {
    const member = {
      key: 'k'.repeat(255),
      clientName: 'n'.repeat(10_000),
      link: `https://acme.example/${'x'.repeat(2000)}`,
    };
    const storm: PatternAlert = {
      ...alert,
      title: 't'.repeat(5000),
      prose: 'p'.repeat(100_000),
      evidence: Array.from({ length: 1000 }, () => 'e'.repeat(5000)),
      investigations: Array.from({ length: 1000 }, () => member),
    };
    expect(Buffer.byteLength(JSON.stringify(pageForPattern(storm, {})))).toBeLessThan(MAX_EVENT_BYTES);
  });
});

it('has a word for every severity', () => {
  const severities = Object.keys(SEVERITIES) as Severity[];
  expect(severities.every((severity) => pageForEvent(anEvent({ severity }), context).payload.severity)).toBe(true);
});
