import { checkpointKey, parseOutcomeRequest } from '.';

const request = {
  agent_space_id: 'space-1',
  investigation_id: 'task-1',
  outcome_version: 2,
  kind: 'investigation',
  status: 'COMPLETED',
};

it('accepts the ids and states of one outcome', () => {
  expect(parseOutcomeRequest({ ...request, execution_id: 'exe-1', summary_record_id: 'r-1' }).ok).toBe(true);
});

it.each([
  ['the spelling of the API', { ...request, status: 'CANCELED' }],
  ['a number that no watcher mints', { ...request, outcome_version: 0 }],
  ['text, which has no place in it', { ...request, title: 'RDS is down' }],
])('refuses %s', (_, value) => {
  expect(parseOutcomeRequest(value).ok).toBe(false);
});

it('keeps the outcomes of an investigation in one partition, in order', () => {
  const keys = [2, 10, 1].map((outcome_version) => checkpointKey({ ...request, outcome_version }));
  expect(new Set(keys.map(({ pk }) => pk)).size).toBe(1);
  expect(keys.map(({ sk }) => sk).sort()).toEqual([keys[2]?.sk, keys[0]?.sk, keys[1]?.sk]);
});
