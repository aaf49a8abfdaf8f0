import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Snapshot } from '@org/console';
import { anEvent } from '@org/event-schema/testing';
import { investigationStore, type InvestigationStore } from '@org/investigation-store';
import { emptyTable } from '@org/investigation-store/testing';
import { endAll, orchestrator } from './run-demo';

jest.setTimeout(60_000);

const MEMBERS = ['210987654321', '310987654321', '410987654321'].map((client_account_id) => ({
  client_account_id,
  agent_space_id: 'space',
  investigation_id: 'inv',
  outcome_version: 1,
  timestamp: '2026-11-20T10:00:00Z',
  region: 'us-east-1',
  category: 'dependency_failure',
  because: 'shares-it',
}));

let server: Server;
let client: DynamoDBClient;
let store: InvestigationStore;

beforeAll(async () => {
  server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = await emptyTable(port, 'central');
  store = investigationStore({ tableName: 'central', client, retentionDays: 9999 });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '999999999999',
    AWS_SECRET_ACCESS_KEY: 'local',
    COLUMNS: '200',
  });
  for (const pattern_id of ['pattern-a', 'pattern-b', 'pattern-c']) await store.savePattern(aPattern(pattern_id), 0);
});

afterAll(async () => {
  await endAll();
  client.destroy();
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
});

function aPattern(pattern_id: string) {
  return {
    pattern_id,
    version: 1,
    shared: 'cdc-relay 1.17.4',
    category: 'dependency_failure',
    anchors: [],
    keys: ['name:cdc-relay'],
    members: MEMBERS,
    clients: MEMBERS.map(({ client_account_id }) => client_account_id),
    regions: ['us-east-1'],
    first_timestamp: '2026-11-20T10:00:00Z',
    last_timestamp: '2026-11-20T10:00:00Z',
    confidence: 0.97,
    uncertain: false,
    evidence: [],
    explanation: '3 clients share cdc-relay 1.17.4.',
    usual_per_hour: 1.2,
    lexicon_version: '2026-11-25',
    names: {},
  };
}

async function run(...args: string[]) {
  const started = orchestrator(...args, '--table', 'central');
  const code = await started.ended;
  return { code, stdout: started.stdout(), stderr: started.stderr() };
}
const pattern = (...args: string[]) => run('pattern', ...args);

describe('orchestrator pattern', () => {
  it('records who says what, and why; `why` tells it, and the newest counts', async () => {
    expect(await pattern('confirm', 'pattern-a', '--why', 'One release', '--by', 'ana')).toMatchObject({
      code: 0,
      stdout: 'Recorded for pattern-a: ana confirmed it: its members share a cause.\n',
    });
    expect(await pattern('reject', 'corr-pattern-a', '--why', 'Two releases', '--by', 'ben')).toMatchObject({
      code: 0,
    });
    const words = (await run('why', 'pattern-a')).stdout.replace(/\s+/g, ' ');
    expect(words).toContain(
      'ana confirmed it: its members share a cause. That was before a newer verdict, which counts.',
    );
    expect(words).toContain("ben rejected it: it is no pattern, and mutes nobody's page. | Two releases");
  });

  it('merges and splits; labels lists all, newest first, for programs to learn from', async () => {
    const key = '310987654321/space/inv';
    await pattern('split', 'pattern-b', '--member', key, '--why', 'An expired certificate', '--by', 'ana');
    await pattern('merge', 'pattern-b', '--into', 'pattern-c', '--why', 'The same relay');
    const { code, stdout } = await pattern('labels', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      kind: 'labels',
      labels: expect.arrayContaining([
        expect.objectContaining({ pattern_id: 'pattern-b', verdict: 'split', members: [key], by: 'ana' }),
      ]),
    });
    expect(JSON.parse(stdout).labels[0]).toMatchObject({
      verdict: 'merged',
      into: 'pattern-c',
      by: expect.any(String),
    });
  });

  it('takes investigations as `why` prints them, with the number of an outcome; `why` then counts who is left', async () => {
    await store.savePattern(aPattern('pattern-d'), 0);
    const gone = '410987654321/space/inv';
    await store.saveOutcome(
      anEvent({ client_account_id: '410987654321', agent_space_id: 'space', investigation_id: 'inv' }),
    );
    const listed = (await run('why', 'pattern-d')).stdout;
    expect(listed).toContain(`${gone}/1 names it itself.`);
    expect(listed).toContain('3 of 5 clients share it, in 3 investigations');
    expect(
      await pattern('split', 'pattern-d', '--member', `${gone}/1`, '--why', 'A certificate', '--by', 'ana'),
    ).toMatchObject({
      code: 0,
      stdout: `Recorded for pattern-d: ana split 1 investigation off, whose pages it does not mute: ${gone}.\n`,
    });

    const { stdout } = await run('why', 'pattern-d');
    expect(stdout).toContain('2 of 5 clients share it, in 2 investigations');
    const belongs = stdout.slice(
      stdout.indexOf('Whose investigations belong'),
      stdout.indexOf('Whose investigations were'),
    );
    expect(belongs).not.toContain(gone);
    const told = stdout.replace(/\s+/g, ' ');
    expect(told).toContain('were split off 2026-11-20 10:00:00 ');
    expect(told).toMatch(
      new RegExp(`${gone}/1 does not belong to it, said ana at [-0-9]+ [0-9:]+: \\| A certificate `),
    );
    const json = JSON.parse((await run('why', 'pattern-d', '--json')).stdout);
    expect(json).toMatchObject({
      clients: [{ account: '210987654321' }, { account: '310987654321' }],
      members: [{ key: '210987654321/space/inv' }, { key: '310987654321/space/inv' }],
      seen: { investigations: 2 },
      split_off: [{ key: gone, outcome_version: 1, by: 'ana', why: 'A certificate' }],
    });

    const [ofGone, ofOther] = [await run('why', gone), await run('why', gone, '--json')];
    expect(ofGone.stdout.replace(/\s+/g, ' ')).toMatch(
      /It was split off from pattern pattern-d .* by ana, at .*: that pattern does not mute its pages\. \| A certificate /,
    );
    expect(ofGone.stdout).not.toContain('It is part of pattern pattern-d');
    expect(JSON.parse(ofOther.stdout).patterns).toContainEqual({
      pattern_id: 'pattern-d',
      shared: 'cdc-relay 1.17.4',
      split_off: { by: 'ana', why: 'A certificate', at: expect.any(String) },
    });
  });

  it.each([
    [
      'a pattern that nobody knows',
      1,
      ['reject', 'pattern-x', '--why', 'w'],
      'No pattern is called "pattern-x". Looked in table central.',
    ],
    [
      'a merge into one that nobody knows',
      1,
      ['merge', 'pattern-a', '--into', 'pattern-x', '--why', 'w'],
      '"pattern-x"',
    ],
    ['a merge into itself', 2, ['merge', 'pattern-a', '--into', 'pattern-a', '--why', 'w'], 'into itself'],
    ['a merge into nothing', 2, ['merge', 'pattern-a', '--why', 'w'], '--into <pattern id>'],
    [
      'a split of a stranger',
      2,
      ['split', 'pattern-a', '--member', 'x/y/z', '--why', 'w'],
      '"x/y/z" does not belong to it',
    ],
    ['a split of nobody', 2, ['split', 'pattern-a', '--why', 'w'], '--member <key>'],
    ['no reason', 2, ['confirm', 'pattern-a'], '--why'],
    ['an empty reason', 2, ['confirm', 'pattern-a', '--why', ' '], '--why <text>: say why'],
  ])('refuses %s, and says what to give', async (_, code, args, told) => {
    const answer = await pattern(...args);
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).toContain(told);
  });
});

describe('orchestrator console', () => {
  it('lets people say the same on its page', async () => {
    const console = orchestrator('console', '--table', 'central', '--config', 'apps/local/demo/config');
    const address = (await console.line(/Open (http:\S+)/))[1] ?? '';
    const { verdicts, patterns } = (await (await fetch(`${address}api/snapshot`)).json()) as Snapshot;
    expect(patterns.map(({ id }) => id)).toContain('pattern-c');
    const answer = await fetch(`${address}api/patterns/pattern-c/verdicts`, {
      method: 'POST',
      headers: {
        origin: new URL(address).origin,
        'content-type': 'application/json',
        'x-console-token': verdicts?.token ?? '',
      },
      body: JSON.stringify({ verdict: 'rejected', by: 'ana', why: 'Said on the page.' }),
    });
    expect(answer.status).toBe(201);
    expect((await store.pattern('pattern-c'))?.verdicts).toMatchObject([{ by: 'ana', why: 'Said on the page.' }]);
    console.process.kill('SIGINT');
    expect(await console.ended).toBe(0);
  });
});
