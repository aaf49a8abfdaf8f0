import { EVENT_SOURCE, investigationKey } from '@org/event-schema';
import { aHeartbeat, aNativeEvent, anEnvelope, anEvent } from '@org/event-schema/testing';
import { startCentral } from './central';

// Acme's own account sends, unless it says otherwise; Bravo is whom it would like to speak for.
const report = anEnvelope(anEvent({ priority: 'CRITICAL', severity: 'CRITICAL' }));
const bravo = { client_account_id: '222222222222', agent_space_id: 'space-b' };
const nameless = { ...report.detail, client_account_id: undefined };
const text = JSON.stringify(report);
const says = (changes: object) => ({ ...report, detail: { ...report.detail, ...changes } });

const SPOOFS: readonly (readonly [string, unknown])[] = [
  ['an account that is no client', { ...report, account: '555555555555' }],
  ['the central account itself', { ...report, account: '999999999999' }],
  ['an account in other digits', { ...report, account: '１２３４５６７８９０１２' }],
  ['an account with a blank', { ...report, account: '123456789012 ' }],
  ['no account', { ...report, account: undefined }],
  ['an account that is a number', { ...report, account: 123456789012 }],
  ['an account that is a list', { ...report, account: ['123456789012'] }],
  ['an account that is named like a part of every object', { ...report, account: '__proto__' }],
  ["another client's account in the report", says({ client_account_id: bravo.client_account_id })],
  ["another client's account and agent space in the report", says(bravo)],
  ["another client's account in a report that does not fit", says({ ...bravo, summary: undefined })],
  [
    "another client's account beside the own",
    JSON.parse(text.replace('"client_name"', `"client_account_id":"222222222222","client_name"`)),
  ],
  ['a report for nobody', { ...report, detail: nameless }],
  ['a report for a number', says({ client_account_id: 123456789012 })],
  ['a report for a list of itself', says({ client_account_id: ['123456789012'] })],
  [
    'a report for itself by inheritance',
    {
      ...report,
      detail: JSON.parse(JSON.stringify(nameless).replace('{', '{"__proto__":{"client_account_id":"123456789012"},')),
    },
  ],
  ["another client's agent space", says({ agent_space_id: bravo.agent_space_id })],
  ['an agent space that nobody has', says({ agent_space_id: 'space-z' })],
  ['an agent space that leads to another key of the store', says({ agent_space_id: 'x#y/../space-b' })],
  ['an investigation that leads to another key of the store', says({ investigation_id: 'inv/1#STATE' })],
  ['an outcome before the first', says({ outcome_version: 0 })],
  ['an outcome that no later one could pass', says({ outcome_version: 1e15 })],
  ['a heartbeat of another client', { ...aHeartbeat(bravo), account: '123456789012' }],
  ["a heartbeat of another client's agent space", aHeartbeat({ agent_space_id: 'space-b' })],
  ['a report in the clothes of a heartbeat', { ...report, 'detail-type': 'Watcher Heartbeat' }],
  ['a heartbeat in the clothes of a report', { ...aHeartbeat(), 'detail-type': report['detail-type'] }],
  ['a source that is none of ours', { ...report, source: 'aws.s3' }],
  ['a source that looks like ours', { ...report, source: 'Investigation-Orchestrator' }],
  ['a source that begins like ours', { ...report, source: `${EVENT_SOURCE}.evil` }],
  ['a report that says the service sent it', { ...report, source: 'aws.aidevops' }],
  ["a record of the service's API", { ...aNativeEvent(), 'detail-type': 'AWS API Call via CloudTrail' }],
  ['a life-cycle event that says we sent it', { ...aNativeEvent(), source: EVENT_SOURCE }],
  ['a life-cycle event of an account that is no client', aNativeEvent({ account: '555555555555' })],
  ['an envelope within a report', says({ account: '222222222222', source: EVENT_SOURCE })],
  ['a report without its envelope', report.detail],
  ['a report in the envelope of another service', { Type: 'Notification', Message: text }],
];

it.each(SPOOFS)('%s tells nobody, changes nothing, and leaves one record', async (_what, body) => {
  const central = startCentral();
  await central.receive(body);
  await central.receive(body);
  expect(central.vendors.told).toEqual([]);
  for (const id of [report.detail, { ...report.detail, ...bravo }]) {
    const history = await central.store.investigation(investigationKey(id));
    expect(history).toEqual({
      outcomes: [],
      native: [],
      decisions: [],
      deliveries: [],
      acts: [],
      followUps: [],
    });
  }
  expect(await central.store.recentDecisions(5)).toEqual([]);
  expect(await central.store.clientHealth()).toEqual([]);
  expect(await central.store.quarantined(5)).toHaveLength(1);
  expect(central.log.filter((line) => line.includes('"event quarantined"'))).toHaveLength(2);
});
