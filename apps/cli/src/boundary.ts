import { Command, Option } from 'commander';
import { ALSO_LEAVES, type Crossed } from '@org/console';
import { dynamoOf, howToFindTables, openCentralTable, openClientTablesOfDemo, tellingOfMissing } from './central-table';
import { crossedBoundary } from './crossed';
import { escaped, escapedJson } from './terminal';

interface Flags {
  readonly client: string;
  readonly table?: string;
  readonly centralTable?: string;
  readonly centralProfile?: string;
  readonly demo?: string;
  readonly json?: boolean;
}

const HOW_TO_FIND_IT = howToFindTables(['ClientInvestigationStack', 'ClientTableName']);

const EXIT_UNUSABLE = 2;

/** `orchestrator boundary`: what left a client's account, from its own table, and whether central holds the same. */
export function boundaryCommand(): Command {
  return new Command('boundary')
    .description(
      "lists the outcomes that left a client's account, exactly, when, why each field was allowed, and its hash",
    )
    .requiredOption('--client <account>', 'the account id of the client, whose AWS credentials you use')
    .option('--table <name>', "the client's own table: output ClientTableName of its stack")
    .option('--central-table <name>', 'compare with the central table as well: output TableName of the central stack')
    .option('--central-profile <name>', 'the AWS profile that may read the central table; the same one when left out')
    .addOption(
      new Option(
        '--demo <address>',
        'a client of the running demo, and its central table: the address that `npm start` printed',
      ).conflicts(['table', 'centralTable', 'centralProfile']),
    )
    .option('--json', 'one JSON object on standard output')
    .addHelpText(
      'after',
      `\n${ALSO_LEAVES}\n\nExit code: 0 when everything is as it must be, 1 when not, 2 when --client is no account id.` +
        '\n\nExamples:\n  AWS_PROFILE=acme orchestrator boundary --client 482913750264' +
        ' \\\n    --table ClientInvestigationStack-ClientTable-1K7QZ0V9XW3YB' +
        ' \\\n    --central-table CentralMonitoringStack-InvestigationTable-8N2M4C6T0RHD --central-profile central' +
        '\n  orchestrator boundary --client 361094875213 --demo http://127.0.0.1:4510/',
    )
    .action(async (flags: Flags) => {
      if (!/^[0-9]{12}$/.test(flags.client)) {
        process.stderr.write(
          `--client: "${escaped(flags.client)}" is no account id. Give the 12 digits of the client's AWS account, without hyphens.\n`,
        );
        process.exitCode = EXIT_UNUSABLE;
        return;
      }
      const audit = await auditOf(flags);
      process.stdout.write(flags.json ? `${escapedJson(audit)}\n` : inWords(audit));
      process.exitCode = audit.problems.length > 0 ? 1 : 0;
    });
}

async function auditOf({ client, table, centralTable, centralProfile, demo }: Flags): Promise<Crossed> {
  if (table === undefined && demo === undefined) {
    throw new Error(`Say which table is the client's own: --table <name>, or --demo <address>. ${HOW_TO_FIND_IT}`);
  }
  const tables =
    demo === undefined ? [{ dynamo: dynamoOf(), tableName: table ?? '' }] : await openClientTablesOfDemo(demo, client);
  try {
    const central =
      demo === undefined && centralTable === undefined
        ? undefined
        : await openCentralTable({
            ...(centralTable !== undefined && { table: centralTable }),
            ...(centralProfile !== undefined && { profile: centralProfile }),
            ...(demo !== undefined && { demo }),
          });
    try {
      return await tellingOfMissing(
        [...tables.map(({ tableName }) => tableName), ...(centralTable === undefined ? [] : [centralTable])].join(
          ' or ',
        ),
        () => crossedBoundary(client, tables, central?.store),
        HOW_TO_FIND_IT,
      );
    } finally {
      central?.close();
    }
  } finally {
    for (const { dynamo } of tables) dynamo.destroy();
  }
}

function inWords({ client, crossings, compared, set_aside = [], problems }: Crossed): string {
  const lines = crossings.flatMap(({ key, prepared_at, left_at, bytes, sha256, redacted, withheld_reason, ...of }) => {
    const taken = Object.entries(redacted).map(([category, count]) => `${count} ${category}`);
    return [
      `${left_at === undefined ? `prepared ${prepared_at}, not confirmed by the bus` : `left ${left_at}`}  ${key}`,
      `  ${bytes} bytes, sha256 ${sha256}`,
      `  ${withheld_reason === undefined ? `taken out: ${taken.join(', ') || 'nothing'}` : `without text: ${withheld_reason}`}`,
      ...of.fields.map(
        ({ pointer, why }) => `  ${escaped(pointer)} = ${escapedJson(valueAt(of.event, pointer) ?? null)}  (${why})`,
      ),
      '',
    ];
  });
  const own = crossings.filter(({ event }) => event.client_account_id === client).length;
  return [
    // That the table is another's stands first among the problems, and before what is in it.
    ...(own < crossings.length ? [escaped(problems[0] ?? ''), ''] : []),
    ...lines,
    `${own} events left account ${client} with a receipt.`,
    ALSO_LEAVES,
    ...set_aside.map(({ at, reason, bytes }) => `set aside by central ${at}  ${reason}, ${bytes} bytes`),
    ...(compared === undefined ? [] : [`${compared} were compared with central's copy.`]),
    ...problems.map(escaped),
    problems.length === 0
      ? 'Everything is as it must be.'
      : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`,
    '',
  ].join('\n');
}

function valueAt(event: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((value, name) => {
      const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
      return (value as Record<string, unknown> | undefined)?.[key];
    }, event);
}
