import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import type { InvestigationReader } from '@org/investigation-store';
import { demoConfiguration, openCentralTable, tellingOfMissing, type WhereItIs } from './central-table';
import { instantOf, readRules } from './rules';

interface Flags extends WhereItIs {
  readonly from: string;
  readonly to: string;
  readonly config?: string;
}

/** `orchestrator archive`: the past events that `replay` and `correlate` read. */
export function archiveCommand(): Command {
  return new Command('archive')
    .description('writes the outcomes that central keeps, a line of JSON each, oldest first: what replay reads')
    .requiredOption('--from <time>', 'the first instant, with its offset: 2026-11-20T22:00:00+01:00')
    .requiredOption('--to <time>', 'the instant before which it ends')
    .option('--table <name>', 'the central table: output TableName of the central stack')
    .option('--profile <name>', 'the AWS profile that may read it; the environment when left out')
    .option('--demo <address>', "the running demo's table instead: the address that `npm start` printed")
    .option('--config <folder>', 'also clients of this configuration that never sent a heartbeat')
    .addHelpText(
      'after',
      '\nThe times are those of the outcomes. What is kept no longer cannot be written.' +
        '\n\nExit code: 0 written, 1 there is none in that time, 2 unusable.' +
        '\n\nExample:\n  orchestrator archive --from 2026-11-01T00:00Z --to 2026-11-08T00:00Z --table <name> > archive.jsonl',
    )
    .action(async (flags: Flags) => {
      process.exitCode = await archive(flags).catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        return 2;
      });
    });
}

async function archive({ from, to, config, ...where }: Flags): Promise<number> {
  const [start, end] = [instantOf(from, '--from'), instantOf(to, '--to')];
  if (start >= end) throw new Error('--to: give a time after --from.');
  const { clients } =
    config !== undefined ? readRules(config).configuration : where.demo ? demoConfiguration() : NOBODY;
  const accounts = clients.map(({ client_account_id }) => client_account_id);
  const { store, name, close } = await openCentralTable(where);
  try {
    let written = 0;
    const counted = async function* () {
      for await (const line of archiveLines(store, accounts, start, end)) {
        written++;
        yield line;
      }
    };
    await tellingOfMissing(name, () => pipeline(Readable.from(counted()), process.stdout, { end: false }));
    process.stderr.write(`${written.toLocaleString('en-US')} outcomes of ${name}.\n`);
    return Number(written === 0);
  } finally {
    close();
  }
}

const NOBODY = { clients: [] };

/**
 * The outcomes of a time, a line each.
 *
 * @param more accounts beside those that ever sent a heartbeat
 */
export async function* archiveLines(
  store: Pick<InvestigationReader, 'clientHealth' | 'outcomesBetween'>,
  more: readonly string[],
  from: Date,
  to: Date,
): AsyncGenerator<string> {
  const beating = (await store.clientHealth()).map(({ client_account_id }) => client_account_id);
  for await (const { event } of store.outcomesBetween([...new Set([...beating, ...more])], from, to)) {
    yield `${JSON.stringify(event)}\n`;
  }
}
