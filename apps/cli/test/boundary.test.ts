import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { investigationStore } from '@org/investigation-store';
import { startDemo, type Demo, type DemoOptions } from '@org/local';
import { endAll, orchestrator, root } from './run-demo';

jest.setTimeout(180_000);

const BANK = '530719284465'; // Harbor Bank, to whom HIGH is CRITICAL: central answers that itself
const CENTRAL = '999999999999';

const scenario: NonNullable<DemoOptions['scenario']> = {
  title: 'A bank, twice',
  seed: 'boundary',
  investigations: ['summary', 'unreadable'].map((records, index) => ({
    id: `bank-${index}`,
    client: 'harbor-bank',
    starts: 1,
    minutes: 5 + index,
    title: 'Transfers fail',
    symptom: 'Transfers fail with HTTP 500.',
    priority: 'HIGH',
    ends: 'completed',
    records: records as 'summary' | 'unreadable',
    root_cause: {
      title: 'RDS connection pool exhausted on {{ipv4}}',
      resources: ['arn:aws:rds:{region}:{account}:db:transfers'],
    },
  })),
};

let demo: Demo;
let folder: string;
let clientTable: string;
let centralTable: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'boundary-'));
  demo = await startDemo({ root, pace: 'fast', scenario });
  await demo.play();
  const outputOf = (account: string, output: string) =>
    demo.cloud.stacks.find((stack) => stack.account === account)?.outputs[output] ?? '';
  clientTable = outputOf(BANK, 'ClientTableName');
  centralTable = outputOf(CENTRAL, 'TableName');
  const credentials = join(folder, 'credentials');
  writeFileSync(credentials, `[central]\naws_access_key_id = ${CENTRAL}\naws_secret_access_key = local\n`);
  // As an engineer has it: the client's credentials in the environment, central's under a name.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: demo.cloud.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: BANK,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: join(folder, 'config'),
  });
});

afterAll(async () => {
  await endAll();
  await demo.stop();
  rmSync(folder, { recursive: true });
});

async function boundary(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const run = orchestrator('boundary', '--client', BANK, '--table', clientTable, ...args);
  const code = await run.ended;
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}

const againstCentral = () => ['--central-table', centralTable, '--central-profile', 'central'];

/** Changes the first item of a table whose sort key begins so. */
async function tamper(account: string, TableName: string, prefix: string, path: string[], value: unknown) {
  const client = new DynamoDBClient({ credentials: { accessKeyId: account, secretAccessKey: 'local' } });
  const table = DynamoDBDocumentClient.from(client);
  const pages = paginateScan(
    { client: table },
    { TableName, FilterExpression: 'begins_with(sk, :sk)', ExpressionAttributeValues: { ':sk': prefix } },
  );
  for await (const { Items = [] } of pages) {
    const { pk, sk } = Items[0] ?? {};
    const names = path.map((_, index) => `#n${index}`);
    await table.send(
      new UpdateCommand({
        TableName,
        Key: { pk, sk },
        UpdateExpression: `SET ${names.join('.')} = :value`,
        ExpressionAttributeNames: Object.fromEntries(path.map((name, index) => [names[index], name])),
        ExpressionAttributeValues: { ':value': value },
      }),
    );
    break;
  }
  client.destroy();
}

describe('orchestrator boundary', () => {
  it('lists exactly what left, when, why each field was allowed, and its hash', async () => {
    const { code, stdout } = await boundary();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^left \d{4}-\S+Z {2}530719284465\/\S+\/1$/m);
    expect(stdout).toMatch(/^ {2}\d+ bytes, sha256 [0-9a-f]{64}$/m);
    expect(stdout).toMatch(/^ {2}taken out: 1 ipv4/m);
    expect(stdout).toMatch(/^ {2}without text: report_unreadable$/m);
    expect(stdout).toMatch(
      /^ {2}\/summary\/root_cause_brief = "RDS connection pool exhausted on \[ipv4\]" {2}\(free text: redacted, then cut to 200 characters\)$/m,
    );
    expect(stdout).toMatch(/^ {2}\/summary\/root_cause_category = "resource_exhaustion" {2}\(closed vocabulary of /m);
    expect(stdout).toMatch(/^ {2}\/tags\/industry = "banking" {2}\(free text: redacted, /m);
    expect(stdout).toMatch(
      /^2 events left account 530719284465 with a receipt\.\nTwo more streams leave by design.*heartbeats \(counts\)\.\nEverything is as it must be\.$/m,
    );
  });

  it('finds central’s copy equal, and gives all of it as JSON to programs', async () => {
    const { code, stdout } = await boundary('--json', ...againstCentral());
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 0,
      client: BANK,
      compared: 2,
      problems: [],
      crossings: [
        { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), left_at: expect.any(String), central: 'equal' },
        { withheld_reason: 'report_unreadable', central: 'equal' },
      ],
    });
  });

  it.each([
    ['that is not there', ['--table', 'nowhere'], /^A table was not found .*: nowhere\./],
    ['that nobody named', [], /^Say which table is the client's own: --table <name>, or --demo <address>\./],
  ])('of a table %s says how to find its name, and exits 1', async (_, args, said) => {
    const run = orchestrator('boundary', '--client', BANK, ...args);
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toMatch(said);
    expect(run.stderr()).toMatch(/aws cloudformation describe-stacks --stack-name ClientInvestigationStack/);
  });

  it('reads a running demo by its address alone, and refuses an account that is not in it', async () => {
    const run = orchestrator('boundary', '--client', BANK, '--demo', demo.cloud.url, '--json');
    expect(await run.ended).toBe(0);
    expect(JSON.parse(run.stdout())).toMatchObject({ client: BANK, compared: 2, set_aside: [], problems: [] });
    const stranger = orchestrator('boundary', '--client', '000000000000', '--demo', demo.cloud.url);
    expect(await stranger.ended).toBe(1);
    expect(stranger.stderr()).toMatch(/^--client 000000000000: no client of the demo\./);
  });

  it.each(['123', '4829-1375-0264', '482913750264x'])(
    'refuses %s, which is no account id, before it reads',
    async (id) => {
      const run = orchestrator('boundary', '--client', id, '--table', 'nowhere');
      expect(await run.ended).toBe(2);
      expect(run.stderr()).toMatch(/^--client: "\S+" is no account id\. Give the 12 digits /);
    },
  );

  it('refuses a table beside the demo that is to find it', async () => {
    const run = orchestrator('boundary', '--client', BANK, '--table', clientTable, '--demo', 'http://127.0.0.1:1/');
    expect(await run.ended).not.toBe(0);
    expect(run.stderr()).toMatch(/--demo <address>' cannot be used with option '--table <name>'/);
  });

  it('says first that the table is another account’s', async () => {
    const run = orchestrator('boundary', '--client', '482913750264', '--table', clientTable);
    expect(await run.ended).toBe(1);
    expect(run.stdout()).toMatch(/^2 of 2 receipts in this table are of another account than 482913750264: name /);
    expect(run.stdout()).toMatch(/^0 events left account 482913750264 with a receipt\.$/m);
  });

  it('tells what central set aside from the account, without a value of it, and exits 1', async () => {
    const client = new DynamoDBClient({ credentials: { accessKeyId: CENTRAL, secretAccessKey: 'local' } });
    const store = investigationStore({ tableName: centralTable, client, retentionDays: 1 });
    const arrival = { reason: 'invalid-event', explanation: 'kept back', problems: [], bytes: 512 };
    await store.quarantine({ id: 'of-the-bank', account: BANK, ...arrival });
    await store.quarantine({ id: 'of-another', account: '482913750264', ...arrival });
    client.destroy();
    const { code, stdout } = await boundary(...againstCentral());
    expect(code).toBe(1);
    expect(stdout).toMatch(/^central set aside 1 arrival from this account, which it could not believe: /m);
    expect(stdout).toMatch(/^set aside by central \d{4}-\S+Z {2}invalid-event, 512 bytes$/m);
    const { stdout: json } = await boundary('--json', ...againstCentral());
    const { set_aside } = JSON.parse(json) as { set_aside: unknown };
    expect(set_aside).toEqual([{ at: expect.any(String), reason: 'invalid-event', bytes: 512 }]);
  });

  it('tells when central’s copy is another, or a receipt is not of what it says', async () => {
    await tamper(CENTRAL, centralTable, 'OUT#', ['event', 'region'], 'eu-west-9');
    await tamper(BANK, clientTable, 'RECEIPT#', ['sha256'], 'f'.repeat(64));
    const { code, stdout } = await boundary(...againstCentral());
    expect(code).toBe(1);
    expect(stdout).toMatch(/^530719284465\/\S+: central's copy differs in region$/m);
    expect(stdout).toMatch(/: the receipt's hash is not the hash of its event$/m);
    expect(stdout).toMatch(/^3 problems\.$/m);
  });
});
