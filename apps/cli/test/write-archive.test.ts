import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anEvent } from '@org/event-schema/testing';
import { investigationStore } from '@org/investigation-store';
import { tableInMemory } from '@org/investigation-store/testing';
import { readArchive } from '../src/archive';
import { archiveLines } from '../src/write-archive';

const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
const START = Date.parse('2026-11-20T10:00:00Z');
const at = (minute: number) => new Date(START + minute * 60_000);

async function aStore(events: number) {
  const store = investigationStore({
    tableName: 't',
    client: tableInMemory().documents(),
    retentionDays: 9,
    now: () => at(0),
  });
  for (let index = 0; index < events; index++) {
    // Not in the order of time, and not the same number for each client.
    const minute = (index * 37) % events;
    await store.saveOutcome(
      anEvent({
        client_account_id: ACCOUNTS[index % 7 < 4 ? 0 : index % 3] as string,
        investigation_id: `i-${index}`,
        timestamp: at(minute).toISOString(),
      }),
    );
  }
  return store;
}

async function linesOf(events: number, from: Date, to: Date): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of archiveLines(await aStore(events), ACCOUNTS, from, to)) lines.push(line);
  return lines;
}

it('writes each outcome of the time once, in order, over many pages and clients', async () => {
  const lines = await linesOf(1000, at(100), at(900));
  expect(lines.map((line) => JSON.parse(line).timestamp)).toEqual(
    Array.from({ length: 800 }, (_, index) => at(100 + index).toISOString()),
  );
});

it('writes what replay reads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  try {
    const file = join(folder, 'archive.jsonl');
    writeFileSync(file, (await linesOf(20, at(0), at(20))).join(''));
    const left_out = { repeated: 0, other: 0, refused: 0 };
    expect(await readArchive(file, () => undefined)).toMatchObject({ events: 20, left_out });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('writes nothing for a time without outcomes', async () => {
  expect(await linesOf(5, at(50), at(60))).toEqual([]);
});
