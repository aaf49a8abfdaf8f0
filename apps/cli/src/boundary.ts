import { Command } from 'commander';
import type { Crossed } from '@org/console';
import { investigationReader } from '@org/investigation-store';
import { dynamoOf, tellingOfMissing } from './central-table';
import { crossedBoundary } from './crossed';

interface Flags {
  readonly client: string;
  readonly table?: string;
  readonly centralTable?: string;
  readonly centralProfile?: string;
  readonly json?: boolean;
}

// Asking CloudFormation ourselves would take another SDK client for this one name.
const HOW_TO_FIND_IT = [
  "It is an output of the client's stack:",
  '  aws cloudformation describe-stacks --stack-name ClientInvestigationStack --output text \\',
  `    --query "Stacks[0].Outputs[?OutputKey=='ClientTableName'].OutputValue"`,
  "(for central's: stack CentralMonitoringStack, output TableName), with the same AWS profile and Region as here.",
].join('\n');

/** `orchestrator boundary`: what left a client's account, from its own table, and whether central holds the same. */
export function boundaryCommand(): Command {
  return new Command('boundary')
    .description("lists exactly what left a client's account, when, why each field was allowed, and its hash")
    .requiredOption('--client <account>', 'the account id of the client, whose AWS credentials you use')
    .option('--table <name>', "the client's own table: output ClientTableName of its stack")
    .option('--central-table <name>', 'compare with the central table as well: output TableName of the central stack')
    .option('--central-profile <name>', 'the AWS profile that may read the central table; the same one when left out')
    .option('--json', 'one JSON object on standard output')
    .addHelpText(
      'after',
      '\nExit code: 0 when everything is as it must be, 1 when not.' +
        '\n\nExample:\n  AWS_PROFILE=acme orchestrator boundary --client 482913750264 --table ClientInvestigationStack-Table' +
        ' \\\n    --central-table CentralMonitoringStack-Table --central-profile central',
    )
    .action(async (flags: Flags) => {
      const audit = await auditOf(flags);
      process.stdout.write(flags.json ? `${JSON.stringify(audit)}\n` : inWords(audit));
      process.exitCode = audit.problems.length > 0 ? 1 : 0;
    });
}

async function auditOf({ client, table, centralTable, centralProfile }: Flags): Promise<Crossed> {
  if (table === undefined) throw new Error(`Say which table is the client's own. ${HOW_TO_FIND_IT}`);
  const dynamo = dynamoOf();
  const central = dynamoOf(centralProfile);
  try {
    return await tellingOfMissing(
      [table, centralTable].filter(Boolean).join(' or '),
      () =>
        crossedBoundary(
          client,
          [{ dynamo, tableName: table }],
          centralTable === undefined
            ? undefined
            : investigationReader({ tableName: centralTable, client: central, retentionDays: 1 }),
        ),
      HOW_TO_FIND_IT,
    );
  } finally {
    dynamo.destroy();
    central.destroy();
  }
}

function inWords({ client, crossings, compared, problems }: Crossed): string {
  const lines = crossings.flatMap(({ key, prepared_at, left_at, bytes, sha256, redacted, withheld_reason, ...of }) => {
    const taken = Object.entries(redacted).map(([category, count]) => `${count} ${category}`);
    return [
      `${left_at === undefined ? `prepared ${prepared_at}, not confirmed by the bus` : `left ${left_at}`}  ${key}`,
      `  ${bytes} bytes, sha256 ${sha256}`,
      `  ${withheld_reason === undefined ? `taken out: ${taken.join(', ') || 'nothing'}` : `without text: ${withheld_reason}`}`,
      ...of.fields.map(({ pointer, why }) => `  ${pointer} = ${JSON.stringify(valueAt(of.event, pointer))}  (${why})`),
      '',
    ];
  });
  return [
    ...lines,
    `${crossings.length} events left account ${client}.`,
    ...(compared === undefined ? [] : [`${compared} were compared with central's copy.`]),
    ...problems,
    problems.length === 0 ? 'Everything is as it must be.' : `${problems.length} problems.`,
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
