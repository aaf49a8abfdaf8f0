import type { FollowUp, Notifier } from '@org/notifiers';
import { demoRules } from '../src/central-table';
import { tryWay, ways, type DrillPorts } from '../src/drill';

const now = new Date('2026-11-20T10:00:00Z');
const { configuration, table } = demoRules();
const all = ways(configuration, table, now);
const [first] = all;
if (!first) throw new Error('the demo tells nobody');

/** A channel that shows what it was told after so many looks, and remembers what was done there. */
function aChannel(shownAfterLooks: number, changes: Partial<Notifier> = {}) {
  const done: string[] = [];
  let looks = 0;
  let time = now.getTime();
  const notifier: Notifier = {
    notify: async (event, { key, drill }) => {
      done.push(`told of ${event.investigation_id}${drill ? ', a drill' : ''}`);
      return { vendor: 'pagerduty', id: key, action: 'accepted' };
    },
    find: async (key) => (++looks > shownAfterLooks ? { vendor: 'pagerduty', id: key, action: 'found' } : undefined),
    notifyPattern: () => Promise.reject(new Error('no pattern')),
    notifyGroup: () => Promise.reject(new Error('no group')),
    followUp: {
      status: async () => ({ state: 'open' }),
      acknowledge: async () => undefined,
      resolve: async () => void done.push('closed'),
    },
    ...changes,
  };
  const ports: DrillPorts = {
    notifierFor: () => notifier,
    now: () => new Date(time),
    sleep: async (ms) => void (time += ms),
  };
  return { ports, done };
}

it('tries every place that a CRITICAL of each client reaches, each once', () => {
  expect(new Set(all.map(({ account }) => account)).size).toBe(configuration.clients.length);
  expect(new Set(all.map(({ account, destination }) => `${account} ${destination}`)).size).toBe(all.length);
  expect(ways(configuration, table, now, first.account).every(({ account }) => account === first.account)).toBe(true);
});

it('sends a test that says so, waits until it shows, and closes it', async () => {
  const { ports, done } = aChannel(3);
  expect(await tryWay(first, 'r1', ports)).toMatchObject({ passed: true, told: 'was told, shows it, and was closed' });
  expect(done).toEqual(['told of drill-r1, a drill', 'closed']);
});

it('fails a way on which nothing shows within a minute', async () => {
  const { ports, done } = aChannel(Infinity);
  expect(await tryWay(first, 'r1', ports)).toMatchObject({
    passed: false,
    told: expect.stringContaining('does not show it'),
  });
  // It may be open where nobody looked.
  expect(done.at(-1)).toBe('closed');
});

it('fails a way that refuses, with what to mend', async () => {
  const { ports } = aChannel(0, { notify: () => Promise.reject(new Error('Check the integration key.')) });
  expect(await tryWay(first, 'r1', ports)).toMatchObject({ passed: false, told: 'Check the integration key' });
});

it('says that a test is still open when it could not be closed', async () => {
  const resolve = () => Promise.reject(new Error('Jira has no status of category done.'));
  const { ports } = aChannel(0);
  const notifier = ports.notifierFor('', '');
  const stuck = { ...notifier, followUp: { ...(notifier.followUp as FollowUp), resolve } };
  expect(await tryWay(first, 'r1', { ...ports, notifierFor: () => stuck })).toMatchObject({
    passed: false,
    told: 'Jira has no status of category done. The test was sent: close it by hand',
  });
});

it('says of a chat that it was sent, for nobody can ask it', async () => {
  const { ports } = aChannel(0);
  const chat: Notifier = { ...ports.notifierFor('', '') };
  Reflect.deleteProperty(chat, 'followUp');
  expect(await tryWay(first, 'r1', { ...ports, notifierFor: () => chat })).toMatchObject({
    passed: true,
    told: expect.stringContaining('cannot be asked'),
  });
});
