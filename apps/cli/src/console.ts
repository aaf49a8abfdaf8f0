import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Command } from 'commander';
import { consoleServer, saveChecked, snapshotReader } from '@org/console';
import { openCentralTable, tellingOfMissing } from './central-table';
import { repositoryRoot } from './folder';
import { thisUser } from './pattern';
import { readRules } from './rules';

interface Flags {
  readonly table: string;
  readonly config: string;
  readonly port: string;
}

/** `orchestrator console`: the page on the real central table, with the engineer's own AWS credentials; only verdicts are written. */
export function consoleCommand(): Command {
  return new Command('console')
    .description('serves the page on this machine from the central table, with your own AWS credentials')
    .requiredOption('--table <name>', 'the central table: output TableName of the central stack')
    .option('--config <folder>', 'the configuration folder', 'config')
    .option('--port <number>', 'the port to serve on; 0 takes any free one', '0')
    .addHelpText(
      'after',
      '\nOnly what you say of patterns is written, and only if you may put items of the table (dynamodb:PutItem).\n' +
        '\nExample:\n  AWS_PROFILE=central orchestrator console --table CentralMonitoringStack-Table',
    )
    .action(async ({ table, config, port }: Flags) => {
      const { configuration } = readRules(config);
      const { store } = await openCentralTable({ table });
      const read = snapshotReader(store, { configuration, now: () => new Date() });
      await tellingOfMissing(table, read); // a missing table or credentials are told here, and not by an empty page
      const page = consoleServer({
        read,
        pageFolder: join(repositoryRoot, 'dist/apps/console'),
        pollMs: 5000,
        saveVerdict: (patternId, asked) => saveChecked(store, { patternId, asked, now: new Date() }),
        user: thisUser(),
      });
      const server = createServer((request, response) => {
        page.handle(request, response).then(
          (answered) => answered || response.writeHead(404).end(),
          (error: unknown) =>
            response.writeHead(502).end(error instanceof Error ? `${error.name}: the table could not be read\n` : ''),
        );
      });
      server.listen(Number(port), '127.0.0.1', () => {
        process.stdout.write(`Open http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
      });
      process.once('SIGINT', () => {
        page.close();
        server.close();
      });
    });
}
