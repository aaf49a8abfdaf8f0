import { createCorrelator, exposedClients, exposurePlan, memberOf, type Pattern } from '../src/index';
import { CONFIG, LEAK, report } from './events';

const DAY = 24 * 60;
const threeThatLeak = [report(1, 0, LEAK), report(2, 12, LEAK), report(3, 30, LEAK)];

function patternOf(events: readonly ReturnType<typeof report>[]): Pattern {
  const correlator = createCorrelator(CONFIG);
  for (const event of events) correlator.process(event);
  const [pattern] = correlator.patterns();
  if (!pattern) throw new Error('no pattern');
  return pattern;
}
const exposed = (events: readonly ReturnType<typeof report>[]) =>
  exposedClients(
    patternOf(threeThatLeak),
    events.map((event) => memberOf(event)),
  );

it('finds who named the shared thing before, without having been hit', () => {
  expect(
    exposed([report(7, -2 * DAY, 'Upgraded cdc-relay 1.17.3 on the ledger.', { resource_types: ['Lambda'] })]),
  ).toEqual([
    {
      client_account_id: '100000000007',
      because: 'names-it',
      what: 'named cdc-relay 1.17.3',
      last_seen: '2026-11-18T12:00:00.000Z',
    },
  ]);
});

it('finds who had trouble with the same service in the same Region, after those who named it', () => {
  const found = exposed([
    report(8, -1, 'The disk is slow.'),
    report(7, -2 * DAY, 'Upgraded cdc-relay 1.17.3 on the ledger.'),
    report(9, -1, 'The disk is slow.', { resource_types: ['Lambda'] }),
    report(10, -1, 'The disk is slow.', {}, { region: 'eu-west-1' }),
  ]);
  expect(found).toMatchObject([
    { client_account_id: '100000000007', because: 'names-it' },
    { client_account_id: '100000000008', because: 'same-service', what: 'had trouble with rds in us-east-1' },
  ]);
});

it.each([
  ['who is hit already', report(2, -DAY, LEAK)],
  ['what is older than the history of a key', report(7, -15 * DAY, LEAK)],
])('leaves out %s', (_, event) => {
  expect(exposed([event])).toEqual([]);
});

it('says the same whatever the order, and however often a member is read', () => {
  const events = [7, 8, 9].map((client) => report(client, -client * 60, LEAK));
  expect(exposed([...events].reverse())).toEqual(exposed([...events, ...events]));
});

it('names few clients, however many there are', () => {
  expect(exposed(Array.from({ length: 50 }, (_, index) => report(10 + index, -DAY - index, LEAK)))).toHaveLength(20);
});

it('needs few keys to be read: the shared thing, and the services that at least half of the clients have trouble with', () => {
  expect(exposurePlan(patternOf(threeThatLeak))).toEqual({
    keys: ['name:cdc-relay', 'kind:rds|@us-east-1'],
    from: '2026-11-06T12:00:00.000Z',
  });
});
