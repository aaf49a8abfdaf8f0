import * as fc from 'fast-check';
import type { InvestigationEvent } from '@org/event-schema';
import { createCorrelator, noticePlan, plan, type CorrelationDecision, type Notice } from '../src/index';
import { CONFIG, at, report } from './events';

const NOTICE: Notice = {
  id: 'arn:aws:health:us-east-1::event/RDS/AWS_RDS_OPERATIONAL_ISSUE/1',
  service: 'rds',
  region: 'us-east-1',
  at: at(-118),
  what: 'AWS_RDS_OPERATIONAL_ISSUE',
};

/** Trouble of many sorts with one service, as a day brings it. */
const SORTS = ['The pool ran dry.', 'A replica lags behind.', 'Writes wait for a lock.', 'The disk is full.'];
const trouble = (client: number, minutes: number, changes: Partial<InvestigationEvent> = {}) =>
  report(
    client,
    minutes,
    SORTS[client % SORTS.length] ?? '',
    { root_cause_category: client % 2 ? 'database_contention' : 'resource_exhaustion' },
    { region: 'us-east-1', ...changes },
  );

/** Two days of it, then three clients within half an hour, which alone is nothing to tell. */
const usual = Array.from({ length: 16 }, (_, index) => trouble(20 + index, (index - 17) * 180));
const three = [1, 2, 3].map((client) => trouble(client, client * 9));

function decisions(events: readonly InvestigationEvent[], notices?: readonly Notice[]): CorrelationDecision[] {
  const correlator = createCorrelator(CONFIG);
  return events.map((event) => correlator.process(event, event.timestamp, notices).decision);
}
const last = (events: readonly InvestigationEvent[], notices?: readonly Notice[]) => decisions(events, notices).at(-1);

describe('a notice of AWS Health', () => {
  it('lets a cluster be told that is silent without it, and says so', () => {
    expect(last([...usual, ...three])).toMatchObject({ kind: 'none' });
    expect(last([...usual, ...three], [NOTICE])).toMatchObject({
      kind: 'alert',
      reason: 'clients-have-the-same-kind-of-trouble',
      explanation: expect.stringContaining('AWS Health reports AWS_RDS_OPERATIONAL_ISSUE in us-east-1 since 10:02.'),
      pattern: { shared: 'trouble with rds in us-east-1', region: 'us-east-1' },
    });
  });

  it('says the day when it began on another', () => {
    const [early] = [{ ...NOTICE, at: at(-14 * 60) }];
    expect(last([...usual, ...three], [early])?.explanation).toContain('in us-east-1 since 2026-11-19 22:00.');
  });

  it('is worth what the gate asks for, whatever is accepted of chance', () => {
    for (const false_alerts_per_day of [0.5, 0.0001]) {
      const correlator = createCorrelator({ ...CONFIG, false_alerts_per_day });
      const kinds = [...usual, ...three].map((event) => correlator.process(event, event.timestamp, [NOTICE]).decision);
      expect(kinds.at(-1)?.kind).toBe('alert');
    }
  });

  it('starts a pattern on the first day of a stream too', () => {
    expect(last(three, [NOTICE])).toMatchObject({ kind: 'alert' });
  });

  it.each([
    ['two clients', [...usual, ...three.slice(0, 2)]],
    ['three reports of two clients', [...usual, ...three.slice(0, 2), trouble(2, 25)]],
    ['no more clients than usual', Array.from({ length: 60 }, (_, index) => trouble(index, (index - 60) * 20))],
    [
      'clients that name a cause of their own',
      [...usual, ...[1, 2, 3].map((client) => report(client, client * 9, `pkg-${client}-zlib 1.2.${client} leaks`))],
    ],
  ])('makes no pattern of %s', (_, events) => {
    expect(decisions(events, [NOTICE]).at(-1)).toMatchObject({ kind: 'none' });
  });

  it.each([
    ['of another service', { service: 'ec2' }],
    ['of another Region', { region: 'us-east-2' }],
    ['that ended before', { until: at(-60) }],
    ['that began after', { at: at(60) }],
    ['that nobody closed, of days ago', { at: at(-3 * 24 * 60) }],
    ['whose time is none', { at: 'soon' }],
    ['whose end is none', { until: 'never' }],
    ['that ends before it begins', { until: at(-130) }],
    ['that says anything but a code', { what: '<https://evil.example|click> @here' }],
    ['that says nothing', { what: '' }],
    ['that says too much', { what: 'A'.repeat(101) }],
  ])('changes nothing, to the byte, when it is one %s', (_, change) => {
    const events = [...usual, ...three];
    expect(JSON.stringify(decisions(events, [{ ...NOTICE, ...change }]))).toBe(JSON.stringify(decisions(events)));
  });

  it('is told the same, whatever the order of notices', () => {
    const others: Notice[] = [
      NOTICE,
      { ...NOTICE, id: 'b', what: 'AWS_RDS_API_ISSUE' },
      { ...NOTICE, id: 'a', what: 'AWS_RDS_CONNECTIVITY_ISSUE' },
      { ...NOTICE, id: 'c', region: 'eu-west-1' },
    ];
    const once = JSON.stringify(decisions([...usual, ...three], others));
    fc.assert(
      fc.property(fc.shuffledSubarray(others, { minLength: others.length }), (shuffled) => {
        expect(JSON.stringify(decisions([...usual, ...three], shuffled))).toBe(once);
      }),
    );
  });

  it('that comes after the alert is evidence of it once it grows, and once', () => {
    const outage = (client: number, minutes: number) =>
      report(client, minutes, 'The hosted service answers with errors.', {
        indicators: ['throttling'],
        root_cause_category: 'provider_incident',
      });
    const elsewhere = Array.from({ length: 48 }, (_, hour) => ({
      ...outage(100 + hour, (hour - 50) * 60),
      region: 'eu-west-1',
    }));
    const correlator = createCorrelator(CONFIG);
    const many = Array.from({ length: 10 }, (_, client) => ({ ...outage(client, client * 3), region: 'us-east-1' }));
    for (const event of [...elsewhere, ...many]) correlator.process(event);
    const [before] = correlator.patterns();
    expect(before).toMatchObject({ region: 'us-east-1', explanation: expect.not.stringContaining('AWS Health') });
    for (const client of [11, 12])
      correlator.process({ ...outage(client, 20 + client), region: 'us-east-1' }, undefined, [NOTICE]);
    const [after] = correlator.patterns();
    expect(after?.evidence).toHaveLength((before?.evidence.length ?? 0) + 1);
    expect(after?.explanation).toContain('AWS Health reports AWS_RDS_OPERATIONAL_ISSUE in us-east-1 since 10:02.');
    expect(after?.confidence).toBeGreaterThanOrEqual(before?.confidence ?? 1);
  });
});

it('says which reports a notice may be about: a window before it until a window after its end, or after a day', () => {
  const until = at(30);
  expect(noticePlan({ ...NOTICE, until }, CONFIG)).toEqual({ key: 'kind:rds|@us-east-1', from: at(-178), to: at(90) });
  expect(noticePlan(NOTICE, CONFIG).to).toBe(at(-118 + 25 * 60));
  expect(plan(report(1, 0, 'The pool ran dry.'))).toContain(noticePlan(NOTICE, CONFIG).key);
});
