import { join } from 'node:path';
import { Command } from 'commander';
import { clientViewServer, consoleServer, saveChecked, snapshotReader, type Console } from '@org/console';
import { startDemo, type DemoResult } from '@org/local';
import { clientViews } from './client-views';
import { repositoryRoot } from './folder';
import { thisUser } from './pattern';

interface Flags {
  readonly exit?: boolean;
  readonly json?: boolean;
}

/** `orchestrator demo`, which is `npm start`: the whole pipeline on the local cloud, with a page to look at. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('plays one bad hour of twelve clients on the local cloud, with a page to look at')
    .option('--exit', 'play as fast as it goes, then exit: 0 only if nothing was lost, doubled or leaked')
    .option('--json', 'print the result as one JSON line, the last of standard output')
    .addHelpText('after', '\nExample:\n  orchestrator demo --exit --json')
    .action(demo);
}

async function demo({ exit, json }: Flags): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  let page: Console | undefined;
  const running = await startDemo({
    root: repositoryRoot,
    pace: exit ? 'fast' : 'live',
    onProgress: say,
    page: (reader) => {
      const pageFolder = join(repositoryRoot, 'dist/apps/console');
      const central = consoleServer({
        read: snapshotReader(reader.store, { ...reader, now: () => new Date(), clientViews: true }),
        pageFolder,
        saveVerdict: (patternId, asked) => saveChecked(reader.store, { patternId, asked, now: new Date() }),
        user: thisUser(),
      });
      const clients = clientViewServer({ ...clientViews(reader), pageFolder });
      page = central;
      return async (request, response) => (await central.handle(request, response)) || clients(request, response);
    },
  });
  const readyMs = Math.round(process.uptime() * 1000);
  const stopped = new AbortController();
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        stopped.abort();
        resolve();
      });
    }
  });
  if (!exit) process.stdout.write(`\n  Open ${running.url}/\n\n`);
  try {
    const played = running.play(stopped.signal);
    const result = await Promise.race([played, interrupted]);
    if (result) {
      for (const complaint of result.complaints) say(complaint);
      process.stdout.write(json ? `${JSON.stringify(asLine(result, readyMs))}\n` : inWords(result));
      process.exitCode = result.complaints.length === 0 ? 0 : 1;
      if (!exit) {
        say('The page stays open. Ctrl-C stops everything.');
        await interrupted;
      }
    } else {
      say('Stopping …');
      process.exitCode = exit ? 130 : 0;
    }
  } finally {
    page?.close();
    await running.stop();
  }
}

function asLine({ complaints: _, firstPageMs, ...counts }: DemoResult, readyMs: number): object {
  const { clients, investigations, crossed, withheld, pages, tickets, messages, patterns, lost, doubled, leaked } =
    counts;
  return {
    clients,
    investigations,
    crossed,
    withheld,
    pages,
    tickets,
    messages,
    patterns,
    lost,
    doubled,
    leaked,
    ready_ms: readyMs,
    first_page_ms: firstPageMs ?? null,
  };
}

function inWords(result: DemoResult): string {
  return [
    `${result.investigations} investigations of ${result.clients} clients ended in ${result.crossed} outcomes; each crossed once, ${result.withheld} of them without text.`,
    `${result.planted} secrets and pieces of personal data were planted in the reports; ${result.redactions} were taken out of what crossed, the rest stood in text that never leaves.`,
    `${result.pages} pages, ${result.tickets} tickets and ${result.messages} messages left. Causes shared by several clients: ${result.patterns}.`,
    `Lost ${result.lost}, doubled ${result.doubled}, leaked ${result.leaked}.`,
    '',
  ].join('\n');
}
