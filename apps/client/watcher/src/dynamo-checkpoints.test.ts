import { startClientTable } from '../test/client-table';
import { checkpointsInMemory } from '../test/checkpoints-in-memory';
import type { Checkpoint, Checkpoints } from './checkpoint';
import { dynamoCheckpoints } from './dynamo-checkpoints';

const space = 'space-1';
const one: Checkpoint = {
  agent_space_id: space,
  investigation_id: 'task-1',
  outcome_version: 1,
  kind: 'investigation',
  status: 'COMPLETED',
  execution_id: 'exe-1',
  reached_at: '2026-11-20T10:04:37.000Z',
  task_version: 3,
  seen_version: 3,
  state: 'open',
};
let now: Date;
let table: Awaited<ReturnType<typeof startClientTable>>;

beforeAll(async () => {
  table = await startClientTable();
}, 20_000);
afterAll(() => table.stop());
beforeEach(() => {
  now = new Date('2026-11-20T10:05:00Z');
});

let tasks = 0;
describe.each<[string, () => Checkpoints]>([
  ['the client’s table', () => dynamoCheckpoints(table.tableName, table.client, () => now)],
  ['the one in memory that other tests use', () => checkpointsInMemory()],
])('checkpoints in %s', (_, make) => {
  let checkpoints: Checkpoints;
  let checkpoint: Checkpoint;
  beforeEach(() => {
    checkpoints = make();
    checkpoint = { ...one, investigation_id: `task-${++tasks}` };
  });
  const known = () => checkpoints.of(space, checkpoint.investigation_id);

  it('gives a number once, however many watchers ask for it at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => checkpoints.mint(checkpoint)));
    expect(answers.filter((minted) => minted)).toHaveLength(1);
    expect(await known()).toMatchObject([checkpoint]);
  });

  it('lists the outcomes of one investigation by number, and nobody else’s', async () => {
    for (const outcome_version of [10, 2, 1]) await checkpoints.mint({ ...checkpoint, outcome_version });
    expect((await known()).map(({ outcome_version }) => outcome_version)).toEqual([1, 2, 10]);
    expect(await checkpoints.of('space-2', checkpoint.investigation_id)).toEqual([]);
  });

  it('notes when the formatter was asked, and which version of the task was seen', async () => {
    await checkpoints.mint(checkpoint);
    await checkpoints.noteInvoked(checkpoint, now);
    await checkpoints.noteSeen(checkpoint, 7);
    expect(await known()).toMatchObject([{ state: 'open', invoked_at: now.toISOString(), seen_version: 7 }]);
  });

  it('forgets a reminder, unless it was renewed in the meantime', async () => {
    const { investigation_id } = checkpoint;
    const reminder = {
      agent_space_id: `space-of-${investigation_id}`,
      investigation_id,
      outcome_version: 1,
      noted_at: 'then',
    };
    await checkpoints.remind(reminder);
    expect(await checkpoints.reminders(reminder.agent_space_id)).toMatchObject([reminder]);
    await checkpoints.remind({ ...reminder, outcome_version: 2 });
    await checkpoints.forget(reminder);
    expect(await checkpoints.reminders(reminder.agent_space_id)).toMatchObject([{ outcome_version: 2 }]);
    await checkpoints.forget({ ...reminder, outcome_version: 2 });
    expect(await checkpoints.reminders(reminder.agent_space_id)).toEqual([]);
  });
});

it('treats an item past its time as gone, though the table deletes late', async () => {
  const checkpoints = dynamoCheckpoints(table.tableName, table.client, () => now);
  const old = { ...one, investigation_id: 'task-of-last-year' };
  await checkpoints.mint(old);
  now = new Date('2028-01-01T00:00:00Z');
  expect(await checkpoints.of(space, old.investigation_id)).toEqual([]);
  expect(await checkpoints.mint(old)).toBe(true);
});
