import { userInfo } from 'node:os';
import { Command } from 'commander';
import { saveChecked, type CheckedVerdict } from '@org/console';
import type { PatternLabel, PatternVerdict } from '@org/investigation-store';
import { openCentralTable, tellingOfMissing, type CentralTable, type WhereItIs } from './central-table';
import { clockTime, counted, escaped, escapedJson } from './terminal';
import { verdictSentence } from './why-pattern';

interface Flags extends WhereItIs {
  readonly why: string;
  readonly by?: string;
  readonly into?: string;
  readonly member?: readonly string[];
}

const EXIT_UNKNOWN = 1;
const EXIT_UNUSABLE = 2;
const MAX_LABELS = 1000;

class UnknownPattern extends Error {}

/** Who sits in front of this computer, as it calls them; nothing where it has no name for them. */
export function thisUser(): string {
  try {
    return userInfo().username;
  } catch {
    return ''; // such as a container that runs under a number
  }
}

/** `orchestrator pattern`: exit code 0 recorded, 1 unknown pattern, 2 when the verdict or the table cannot be used. */
export function patternCommand(): Command {
  const confirm = verdictCommand('confirm', 'says that a pattern is one: its members share a cause', 'confirmed');
  const reject = verdictCommand('reject', 'says that a pattern is none; it mutes no page from now on', 'rejected');
  const split = verdictCommand('split', 'says that investigations do not belong to a pattern', 'split').option(
    '--member <key...>',
    'the investigations that leave it: account/space/investigation, with or without the number of an outcome, as `orchestrator why` lists them',
  );
  const merge = verdictCommand(
    'merge',
    'says that a pattern is part of another; it mutes no page from now on',
    'merged',
  ).option('--into <pattern id>', 'the pattern that it is part of');
  const labels = inTable(new Command('labels').description('lists what people said of patterns, newest first'))
    .option('--json', 'one JSON object on standard output')
    .action((flags: WhereItIs & { json?: boolean }) =>
      withTable(flags, async ({ store }) => {
        const found = await store.labels(MAX_LABELS);
        process.stdout.write(
          flags.json ? `${escapedJson({ version: 1, kind: 'labels', labels: found })}\n` : labelsInWords(found),
        );
      }),
    );
  const all = [confirm, reject, split, merge, labels];
  for (const command of all) command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_UNUSABLE));
  return all.reduce(
    (command, one) => command.addCommand(one),
    new Command('pattern')
      .description('records what people say of a pattern, for the router and for learning; or lists it')
      .addHelpText(
        'after',
        '\nExit code: 0 recorded or listed, 1 unknown pattern, 2 when the verdict or the table cannot be used.' +
          '\nYour own AWS credentials must be allowed to query and to put items of the table.' +
          '\n\nExamples:\n  orchestrator pattern reject pattern-fa6ed573d8c45b58 --why "Two releases, by chance" --table CentralMonitoringStack-Table' +
          '\n  orchestrator pattern merge pattern-fa6ed573d8c45b58 --into pattern-0c1d --why "Same relay" --demo http://127.0.0.1:4510/' +
          '\n  orchestrator pattern labels --json --table CentralMonitoringStack-Table',
      ),
  );
}

function verdictCommand(name: string, description: string, verdict: PatternVerdict['verdict']): Command {
  return inTable(new Command(name).description(description).argument('<pattern id>', 'as alerts and `why` name it'))
    .requiredOption('--why <text>', 'the reason, for whoever reads it later')
    .option('--by <name>', 'who says so: the user of this computer when left out')
    .action((asked: string, flags: Flags) =>
      withTable(flags, async (table) => {
        const id = asked.trim().replace(/^corr-/, ''); // as PagerDuty knows a pattern
        const { why, by = thisUser(), into, member } = flags;
        const checked = await saveChecked(table.store, {
          patternId: id,
          asked: {
            verdict,
            why,
            by,
            ...(into !== undefined && { into }),
            ...(member && { members: member.map(investigationOf) }),
          },
          now: new Date(),
        });
        if (!checked.ok) throw refused(id, checked, table);
        process.stdout.write(`Recorded for ${escaped(id)}: ${escaped(verdictSentence(checked.verdict))}\n`);
      }),
    );
}

/** `why` lists outcomes, and an investigation leaves with all of its own. */
function investigationOf(key: string): string {
  const [, investigation] = /^([^/]+\/[^/]+\/[^/]+)\/[0-9]+$/.exec(key.trim()) ?? [];
  return investigation ?? key.trim();
}

function inTable(command: Command): Command {
  return command
    .option('--table <name>', 'the central table: output TableName of the central stack')
    .option('--profile <name>', 'the AWS profile that may use it; the environment when left out')
    .option('--demo <address>', "the running demo's table instead: the address that `npm start` printed");
}

async function withTable(where: WhereItIs, work: (table: CentralTable) => Promise<void>): Promise<void> {
  try {
    const table = await openCentralTable(where);
    try {
      await tellingOfMissing(table.name, () => work(table));
    } finally {
      table.close();
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message.split('\n').map(escaped).join('\n')}\n`);
    process.exitCode = error instanceof UnknownPattern ? EXIT_UNKNOWN : EXIT_UNUSABLE;
  }
}

const FLAGS = { why: '--why <text>', by: '--by <name>', into: '--into <pattern id>', members: '--member <key>' };

/** With the flag to give, and where to find what to give. */
function refused(
  id: string,
  { field, problem }: Extract<CheckedVerdict, { ok: false }>,
  { name }: CentralTable,
): Error {
  if (field === 'pattern')
    return new UnknownPattern(`${problem} Looked in ${name}. Its alert gives the id, and so does the console.`);
  const where = field === 'members' ? ` \`orchestrator why ${id}\` lists its members.` : '';
  return new Error(`${FLAGS[field]}: ${problem}${where}`);
}

function labelsInWords(labels: readonly PatternLabel[]): string {
  const lines = labels.map(
    (label) => `${clockTime(label.at)} ${label.pattern_id}: ${verdictSentence(label)} Why: ${label.why}`,
  );
  return [`${counted(labels.length, 'verdict')}.`, ...lines].map((line) => `${escaped(line)}\n`).join('');
}
