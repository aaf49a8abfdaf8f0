import { Command } from 'commander';
import { problemText, readConfiguration } from './folder';
import { counted } from './terminal';

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
        for (const problem of problems) process.stdout.write(problemText(folder, problem));
        process.stdout.write(`${counted(problems.length, 'problem')}; nothing of it was accepted.\n`);
      }
      process.exitCode = loaded.ok ? 0 : 1;
    });
}
