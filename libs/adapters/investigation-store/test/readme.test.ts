import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anEvent } from '@org/event-schema/testing';
import * as face from '../src/index';
import { emptyTable } from '../src/testing';
import { startDynalite } from './emulators';

it('runs the first example of the README', async () => {
  const emulator = await startDynalite();
  try {
    const client = await emptyTable(emulator.port);
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1]?.replace(/^import .*$/gm, '');
    const run = new Function(
      'investigationStore',
      'performOnce',
      'event',
      `return (async () => { ${code}; return { first, told, state, deliveries }; })();`,
    );
    const withEmulator = (options: face.StoreOptions) => face.investigationStore({ ...options, client });
    const event = anEvent({ agent_space_id: 'space', investigation_id: 'inv-1' });
    expect(await run(withEmulator, face.performOnce, event)).toMatchObject({
      first: true,
      told: { receipt: { vendor_id: 'dedup-key' }, doubt: false },
      state: { stage: 'reported' },
      deliveries: [{ state: 'done' }],
    });
  } finally {
    await emulator.stop();
  }
});
