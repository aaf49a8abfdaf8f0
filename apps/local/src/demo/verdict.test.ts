import { outcomeKey } from '@org/event-schema';
import { anEnvelope, anEvent } from '@org/event-schema/testing';
import type { Page, Ticket } from '../vendors';
import { judge, type Evidence } from './verdict';

const event = anEvent();
const key = outcomeKey(event);

const page = {
  id: 'Q1',
  dedup_key: key,
  summary: '',
  severity: 'error',
  triggers: 1,
  status: 'triggered',
  at: '',
  links: [],
  payload: {},
} as Page;
const ticket = { id: '1', key: 'OPS-1', project: 'OPS', labels: [`io-${key}`] } as unknown as Ticket;

/** One investigation that was paged and ticketed as it should be. */
const good: Evidence = {
  clients: 1,
  outcomes: [
    {
      account: event.client_account_id,
      region: event.region,
      agentSpaceId: event.agent_space_id,
      taskId: event.investigation_id,
      kind: 'investigation',
      status: 'COMPLETED',
      at: new Date(event.timestamp),
    },
  ],
  planted: [{ kind: 'password', value: 'correct-horse-battery' }],
  busEvents: [anEnvelope(event)],
  stored: [event],
  decisions: [
    {
      key,
      client_account_id: event.client_account_id,
      client_name: event.client_name,
      event_type: event.event_type,
      severity: event.severity,
      destinations: ['pagerduty:default', 'jira:default'],
      rule_id: 'high',
      reason: 'rule_matched',
      explanation: '',
      configuration_version: '1',
      decided_at: event.timestamp,
    },
  ],
  deliveries: [
    { key, destination: 'pagerduty:default', client_name: '', state: 'done', attempts: 1, at: '', vendor_id: key },
    { key, destination: 'jira:default', client_name: '', state: 'done', attempts: 1, at: '', vendor_id: 'OPS-1' },
  ],
  pages: [page],
  tickets: [ticket],
  messages: [],
  patterns: 0,
  texts: { 'the bus': [JSON.stringify(event)] },
};

describe('the verdict on a run', () => {
  it('is clean when every outcome crossed, was decided, and told once', () => {
    expect(judge(good)).toMatchObject({
      investigations: 1,
      crossed: 1,
      pages: 1,
      tickets: 1,
      messages: 0,
      lost: 0,
      doubled: 0,
      leaked: 0,
      planted: 1,
      redactions: 0,
      complaints: [],
    });
  });

  it.each<[string, Partial<Evidence>, RegExp]>([
    ['its event never arrived', { stored: [], busEvents: [] }, /not in the table/],
    ['nothing was decided', { decisions: [] }, /nothing was decided/],
    [
      'a page was asked for and has no receipt',
      { deliveries: good.deliveries.slice(1) },
      /pagerduty:default has no receipt/,
    ],
    ['there is a receipt, and PagerDuty never heard of it', { pages: [] }, /never heard of it/],
  ])('counts an outcome as lost when %s', (_name, change, complaint) => {
    const verdict = judge({ ...good, ...change });
    expect(verdict.lost).toBe(1);
    expect(verdict.complaints[0]).toMatch(complaint);
  });

  it.each<[string, Partial<Evidence>]>([
    ['one page is sent twice', { pages: [{ ...page, triggers: 2 }] }],
    ['a second alert is opened for one outcome', { pages: [page, { ...page, id: 'Q2' }] }],
    ['two tickets carry the same labels', { tickets: [ticket, { ...ticket, key: 'OPS-2' }] }],
    [
      'one end crosses as two outcomes',
      { busEvents: [anEnvelope(event), anEnvelope({ ...event, outcome_version: 2 })] },
    ],
  ])('counts as doubled when %s', (_name, change) => {
    expect(judge({ ...good, ...change }).doubled).toBe(1);
  });

  it('finds a planted value wherever it stands, and does not repeat it', () => {
    const verdict = judge({ ...good, texts: { ...good.texts, 'a log': ['x correct-horse-battery y'] } });
    expect(verdict.leaked).toBe(1);
    expect(verdict.complaints).toEqual(['leaked: a planted password stands in a log']);
  });

  it('does not take an event in another client’s name for one that crossed', () => {
    const forged = anEnvelope({ ...event, investigation_id: 'forged' }, { account: '210987654321' });
    expect(judge({ ...good, busEvents: [...good.busEvents, forged] })).toMatchObject({ crossed: 1, doubled: 0 });
  });
});
