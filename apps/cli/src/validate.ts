import { join } from 'node:path';
import { Command } from 'commander';
import { readConfiguration } from './folder';

/** `orchestrator validate`: exit code 0 when the configuration is accepted, 1 with every problem when it is refused. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('checks a configuration folder whole: every problem as file:line:column, what, and mend')
    .argument('[folder]', 'holds central_account.yaml and clients/*.yaml', 'config')
    .option('--json', 'one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  orchestrator validate config')
    .action((folder: string, { json }: { json?: boolean }) => {
      const loaded = readConfiguration(folder);
      const problems = loaded.ok ? [] : loaded.problems;
      if (json) process.stdout.write(`${JSON.stringify({ ok: loaded.ok, problems })}\n`);
      else if (loaded.ok) {
        process.stdout.write(`${folder} is valid: ${loaded.configuration.clients.length} clients.\n`);
      } else {
        for (const { file, line, column, what, mend } of problems) {
          process.stdout.write(`${join(folder, file)}:${line}:${column} ${what}\n    mend: ${mend}\n`);
        }
        process.stdout.write(
          `${problems.length} problem${problems.length === 1 ? '' : 's'}; nothing of it was accepted.\n`,
        );
      }
      process.exitCode = loaded.ok ? 0 : 1;
    });
}
