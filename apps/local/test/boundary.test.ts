import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redact } from '@org/redactor';
import { startDemo, type DemoResult } from '../src';
import { PLANTABLE } from '../src/scenario/planted';
import type { Scenario, ScenarioInvestigation } from '../src/scenario/scenario';

jest.setTimeout(300_000);

const root = join(__dirname, '../../..');

/** As people and programs write them: a secret key has a name before it, everything else tells what it is. */
const plant = (kind: string) =>
  kind === 'aws_secret_key' ? 'aws_secret_access_key={{aws_secret_key}}' : `{{${kind}}}`;

/** Clients of all three ways to name resources: by id, by pseudonym, by count only. */
const CLIENTS = ['northwind-retail', 'atlas-logistics', 'meridian-health'];

/** One kind, in every field of an investigation that can hold text, in each way that an investigation is told. */
function investigationsWith(kind: string, index: number): ScenarioInvestigation[] {
  const secret = plant(kind);
  const told = (way: string): ScenarioInvestigation => ({
    id: `${kind.replaceAll('_', '-')}-${way}`,
    client: CLIENTS[index % CLIENTS.length] ?? '',
    starts: 1,
    minutes: 5,
    title: `Checkout fails with ${secret}`,
    symptom: `5xx since ${secret} was changed`,
    priority: 'HIGH',
    ends: 'completed',
    reason: `Stopped at ${secret}`,
  });
  const cause: NonNullable<ScenarioInvestigation['root_cause']> = {
    title: `Out of connections: ${secret}`,
    description: `The pool is exhausted, seen in ${secret}, since the deployment.`,
    resources: [
      `arn:aws:rds:{region}:{account}:db:orders-${secret}`,
      `arn:aws:s3:::${secret}`,
      `arn:aws:lambda:{region}:{account}:function:${secret}:prod`,
      `arn:aws:ecs:{region}:{account}:service/${secret}/api`,
      secret,
      `i-${secret}`,
    ],
  };
  const texts = { root_cause: cause, gaps: [`No access to ${secret}`], notes: `Logs say ${secret}, and ${secret}.` };
  const mix = (['structured', 'result', 'message', 'summary_without_id'] as const)[index % 4] ?? 'structured';
  return [
    { ...told('summary'), ...texts, mitigation: { at: 9, minutes: 1, ends: 'completed' } },
    { ...told('drifted'), ...texts, records: mix },
    // Nothing but a description to make the brief of, and secrets as keys and as the type of a record.
    {
      ...told('odd'),
      records: 'unreadable',
      journal: [
        { record_type: `note ${secret}`, content: { [secret]: secret } },
        {
          record_type: 'investigation_summary_v2',
          content: {
            findings: [
              {
                type: 'root_cause',
                description: `${secret} is refused`,
                related_resources: [secret, `vol/${secret}`],
                observations: [{ title: secret, analysis: secret }],
                [secret]: { [secret]: [secret] },
              },
            ],
            symptoms: [{ title: secret, description: secret, related_resources: [`db/${secret}`] }],
            investigation_gaps: [{ title: secret, description: secret }],
          },
        },
        { record_type: 'message', content: { role: 'user', content: [{ type: 'text', text: secret }] } },
      ],
    },
    { ...told('failed'), ends: 'failed', journal: [{ record_type: 'message', content: secret }] },
  ];
}

const everywhere: Scenario = {
  title: 'Every kind of secret in every field',
  seed: 'boundary',
  agent_spaces: {
    name: PLANTABLE.map(plant).join(' '),
    operator_app_url: 'https://agents.example.com/{{email}}?access_token={{jwt}}&host={{db_host}}',
    tags: Object.fromEntries([
      ...PLANTABLE.map((kind) => [plant(kind), `key ${kind}`]),
      ...PLANTABLE.map((kind) => [`value ${kind}`.replaceAll('_', ' '), `see ${plant(kind)}`]),
    ]),
  },
  investigations: PLANTABLE.flatMap(investigationsWith),
};

/** A synthesized template with every function at its most talkative. @returns the file that it was written to */
function talkative(folder: string, assembly: string, stack: string): string {
  const source = join(root, 'dist/cdk', assembly);
  copyFileSync(join(source, `${stack}.assets.json`), join(folder, `${stack}.assets.json`));
  const template = JSON.parse(readFileSync(join(source, `${stack}.template.json`), 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: { Environment?: { Variables?: object } } }>;
  };
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    Properties.Environment = { Variables: { ...Properties.Environment?.Variables, LOG_LEVEL: 'trace' } };
  }
  const file = join(folder, `${stack}.template.json`);
  writeFileSync(file, JSON.stringify(template));
  return file;
}

/** Plays a story with every function logging all it can. @returns also what redaction would take out of the log lines */
async function play(scenario?: Scenario): Promise<{ result: DemoResult; lines: number; loggedTooMuch: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'boundary-'));
  const demo = await startDemo({
    root,
    pace: 'fast',
    centralTemplate: talkative(folder, 'demo', 'CentralMonitoringStack'),
    clientTemplate: talkative(folder, 'client', 'ClientInvestigationStack'),
    ...(scenario && { scenario }),
  });
  try {
    const result = await demo.play();
    const { central, clients } = demo.configuration;
    const keepAccountIds = [central.central_account_id, ...clients.map(({ client_account_id }) => client_account_id)];
    const { logs } = demo.cloud.observations;
    const loggedTooMuch = logs.flatMap(({ functionName, line }) =>
      redact(line, { keepAccountIds }).findings.map(({ category }) => `${functionName} logs ${category}`),
    );
    return { result, lines: logs.length, loggedTooMuch: [...new Set(loggedTooMuch)] };
  } finally {
    await demo.stop();
    rmSync(folder, { recursive: true });
  }
}

describe.each<[string, Scenario | undefined]>([
  ['the demo', undefined],
  ['every kind of secret in every field', everywhere],
])('the boundary of a client account, with %s', (_, scenario) => {
  let played: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    played = await play(scenario);
  });

  it('lets none of what is planted onto the bus, into a log, page, ticket, table or prompt', () => {
    const { complaints, leaked, planted } = played.result;
    expect(complaints.filter((complaint) => complaint.startsWith('leaked'))).toEqual([]);
    expect(leaked).toBe(0);
    expect(planted).toBeGreaterThan(scenario ? PLANTABLE.length * 40 : 20);
  });

  it('is crossed by every outcome all the same, with its text redacted', () => {
    const { lost, doubled, crossed, withheld, redactions } = played.result;
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
    expect(crossed).toBeGreaterThan((scenario?.investigations.length ?? 28) - 1);
    expect(withheld).toBeLessThan(crossed / 10);
    expect(redactions).toBeGreaterThan(scenario ? PLANTABLE.length * 40 : 10);
  });

  it('has no log line, of any function at any level, out of which redaction would take anything', () => {
    expect(played.lines).toBeGreaterThan(100);
    expect(played.loggedTooMuch).toEqual([]);
  });
});
